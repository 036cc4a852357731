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
 * Stands in the report, as skipped, for a test that no machine of the target can carry.
 *
 * @param only what must be found in the ways
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

    /** Skips before parameters are wanted. */
    private record Skip(SkippedInvocation why) implements BeforeEachCallback, ParameterResolver {
        @Override
        public void beforeEach(ExtensionContext context) {
            throw new TestAbortedException(
                    "no machine of %s that is known carries a %s%s"
                            .formatted(
                                    why.architecture,
                                    why.wanted.getSimpleName(),
                                    why.only.isEmpty() ? "" : " on a way with '" + why.only + "'"));
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
