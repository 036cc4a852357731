package org.qemu.functional;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives each test method a {@link TestRun}, around all that the class does before and after. */
final class FunctionalTestExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(FunctionalTestExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        TestRun run = TestRun.begin(context);
        context.getStore(NAMESPACE).put(TestRun.class, run);
        context.getRequiredTestInstances()
                .findInstance(QemuBaseTest.class)
                .ifPresent(test -> test.use(run.session()));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw explain(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw explain(context, thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw explain(context, thrown);
    }

    private static Throwable explain(ExtensionContext context, Throwable thrown) {
        TestRun run = context.getStore(NAMESPACE).get(TestRun.class, TestRun.class);
        return run == null ? thrown : run.thrown(thrown);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestRun run = context.getStore(NAMESPACE).get(TestRun.class, TestRun.class);
        if (run != null) {
            run.end(context.getExecutionException());
        }
    }
}
