package org.qemu.functional.qtest.qos.graph;

import java.util.List;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Represent a test that no machine of the target supports, as skipped in the report.
 *
 * @param only the required part of the path names
 */
record SkippedInvocation(String architecture, Class<?> wanted, String only)
        implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
        return architecture;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(new Skip(this));
    }

    /** Skip the test before parameters are resolved. */
    private record Skip(SkippedInvocation why) implements BeforeEachCallback, ParameterResolver {
        @Override
        public void beforeEach(ExtensionContext context) {
            throw new TestAbortedException(
                    "no supported machine of %s has a %s%s"
                            .formatted(
                                    why.architecture,
                                    why.wanted.getSimpleName(),
                                    why.only.isEmpty()
                                            ? ""
                                            : " on a path with '" + why.only + "'"));
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return true;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            throw new IllegalStateException("the test is skipped");
        }
    }
}
