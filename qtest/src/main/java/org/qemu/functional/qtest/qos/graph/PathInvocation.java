package org.qemu.functional.qtest.qos.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.qemu.functional.TestContext;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestLauncher;

/** An invocation of a test for one path. */
record PathInvocation(QosPath path, QosTest test) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
        return path.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(new Launch(path, test));
    }

    /** Launch the machine before the test, and provide the test's parameters. */
    private static final class Launch implements BeforeEachCallback, ParameterResolver {
        private final QosPath path;
        private final QosTest test;
        private Map<Class<?>, Object> made = Map.of();

        Launch(QosPath path, QosTest test) {
            this.path = path;
            this.test = test;
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            List<String> arguments = new ArrayList<>(path.arguments(test.deviceOptions()));
            arguments.addAll(QTestLauncher.split(test.arguments()));
            QTest qtest =
                    new QTestLauncher(TestContext.ofTest(context))
                            .launch(arguments, test.running());
            made = path.open(qtest);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> wanted = parameter.getParameter().getType();
            return path.types().stream().anyMatch(wanted::isAssignableFrom);
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> wanted = parameter.getParameter().getType();
            // The last is the nearest to the tested device.
            return made.values().stream()
                    .filter(wanted::isInstance)
                    .reduce((farther, nearer) -> nearer)
                    .orElseThrow();
        }
    }
}
