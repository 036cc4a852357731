package org.qemu.functional;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Provide each test method with files, a log, machines and a time limit, from before the first
 * set-up method to after the last tear-down method. {@link QemuBaseTest} has this extension; other
 * classes register it by {@code @ExtendWith}. {@link TestContext} requires it.
 */
public final class FunctionalTestExtension extends MemoryErrors
        implements BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(FunctionalTestExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        TestLifecycle run = TestLifecycle.begin(context);
        context.getStore(NAMESPACE).put(TestLifecycle.class, run);
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

    static TestSession session(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(TestLifecycle.class, TestLifecycle.class).session();
    }

    /**
     * Return the session of a test's class, which is opened at the first call and closed after the
     * last test of the class.
     */
    static TestSession classSession(ExtensionContext context) {
        ExtensionContext type = context;
        while (type.getTestMethod().isPresent()) {
            type = type.getParent().orElseThrow();
        }
        ExtensionContext ofClass = type;
        // Use a namespace per class: otherwise a nested class would find the session of its
        // enclosing class.
        return type.getStore(NAMESPACE.append(type.getRequiredTestClass()))
                .computeIfAbsent(
                        TestSession.class, key -> openForClass(ofClass), TestSession.class);
    }

    private static TestSession openForClass(ExtensionContext type) {
        return TestSession.open(
                TestName.of(type),
                HarnessSettings.current().environment(),
                Map::of,
                log -> type.publishReportEntry("log", log.toString()));
    }

    private static Throwable explain(ExtensionContext context, Throwable raised) {
        Throwable thrown = ParameterLaunchException.unwrap(raised);
        TestLifecycle run =
                context.getStore(NAMESPACE).get(TestLifecycle.class, TestLifecycle.class);
        return run == null ? thrown : run.thrown(thrown);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestLifecycle run =
                context.getStore(NAMESPACE).get(TestLifecycle.class, TestLifecycle.class);
        if (run != null) {
            run.end(context.getExecutionException());
        }
    }
}
