package org.qemu.functional;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.MissingDownloads;

/**
 * Provide each test method with files, a log, machines and a time limit, from before the first
 * set-up method to after the last tear-down method. {@link QemuBaseTest} has this extension; other
 * classes have {@code @QemuTest}, whose extension inherits from this one, or register it by
 * {@code @ExtendWith}. {@link TestContext} requires it.
 *
 * <p>If a test has several of these extensions, the first one provides for all.
 */
public class FunctionalTestExtension extends MemoryErrors
        implements BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(FunctionalTestExtension.class);

    /** The execution of a test, and the extension that started it and ends it. */
    @SuppressWarnings("try") // close() rethrows what the tear-down threw, including an interruption
    private record Owned(FunctionalTestExtension owner, TestLifecycle run)
            implements AutoCloseable {
        /** End a test whose {@code afterEach} did not run, since JUnit could not instantiate it. */
        @Override
        public void close() throws Exception {
            run.abandon();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        TestLifecycle run;
        try {
            run = begin(context);
        } catch (TestAbortedException e) {
            throw throwAsIs(toReport(context, e));
        }
        context.getTestInstances()
                .flatMap(instances -> instances.findInstance(QemuBaseTest.class))
                .ifPresent(test -> test.use(run.session()));
    }

    /** Start a test unless it has started; a constructor with parameters needs it to. */
    private TestLifecycle begin(ExtensionContext context) {
        Owned begun = owned(context);
        if (begun == null) {
            begun = new Owned(this, TestLifecycle.begin(context));
            context.getStore(NAMESPACE).put(TestLifecycle.class, begun);
        }
        return begun.run();
    }

    /** Start a test before its {@code beforeEach}, for a parameter of its constructor. */
    protected final void beginEarly(ExtensionContext context) {
        TestLifecycle unused = begin(context);
    }

    /** Throw an exception that may be a checked one. */
    protected static Error throwAsIs(Throwable thrown) throws Exception {
        if (thrown instanceof Exception exception) {
            throw exception;
        }
        return (Error) thrown;
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

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw toReport(context, thrown);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw toReport(context, thrown);
    }

    private static @Nullable Owned owned(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(TestLifecycle.class, Owned.class);
    }

    static TestSession session(ExtensionContext context) {
        Owned owned = owned(context);
        if (owned == null) {
            throw new IllegalStateException(
                    "the test '%s' has not started: add @QemuTest to its class, and use machines in the test and its @BeforeEach and @AfterEach methods only"
                            .formatted(context.getDisplayName()));
        }
        return owned.run().session();
    }

    /**
     * Return the session of a test's class, which is opened at the first call and closed after the
     * last test of the class.
     */
    static TestSession classSession(ExtensionContext context) {
        ExtensionContext type = classContext(context);
        // Use a namespace per class: otherwise a nested class would find the session of its
        // enclosing class.
        return type.getStore(NAMESPACE.append(type.getRequiredTestClass()))
                .computeIfAbsent(TestSession.class, key -> openForClass(type), TestSession.class);
    }

    /** Return the session of a test's class if a test has used it: its trace has their failures. */
    private static Optional<TestSession> openClassSession(ExtensionContext context) {
        return Optional.ofNullable(
                classContext(context)
                        .getStore(NAMESPACE.append(context.getRequiredTestClass()))
                        .get(TestSession.class, TestSession.class));
    }

    private static ExtensionContext classContext(ExtensionContext context) {
        ExtensionContext type = context;
        while (type.getTestMethod().isPresent()) {
            type = type.getParent().orElseThrow();
        }
        return type;
    }

    private static TestSession openForClass(ExtensionContext type) {
        return TestSession.open(
                TestName.of(type),
                type.getDisplayName(),
                HarnessSettings.current().environment(),
                Map::of,
                LogPublisher.of(type));
    }

    private Throwable explain(ExtensionContext context, Throwable raised) {
        Owned owned = owned(context);
        // The extension that started the test gets the exception, too.
        return owned == null || owned.owner() != this
                ? ParameterLaunchException.unwrap(raised)
                : toReport(context, raised);
    }

    /**
     * Return the exception to report for one that the test or class, or an extension on its behalf,
     * has thrown.
     */
    protected static Throwable toReport(ExtensionContext context, Throwable raised) {
        Throwable thrown = ParameterLaunchException.unwrap(raised);
        Owned owned = owned(context);
        return owned == null
                ? MissingDownloads.toReport(thrown, context::publishReportEntry)
                : owned.run().thrown(thrown);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Owned owned = owned(context);
        if (owned != null && owned.owner() == this) {
            Optional<Throwable> thrown = context.getExecutionException();
            thrown.ifPresent(one -> openClassSession(context).ifPresent(s -> s.failed(one)));
            owned.run().end(thrown);
        }
    }
}
