package org.qemu.functional;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives each test method its {@link TestSession}, around all that the class does before and after.
 */
final class FunctionalTestExtension implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(FunctionalTestExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        TestSession session =
                TestSession.open(
                        TestName.of(context),
                        System.getenv(),
                        log -> context.publishReportEntry("log", log.toString()));
        context.getStore(NAMESPACE).put(TestSession.class, session);
        context.getRequiredTestInstances()
                .findInstance(QemuBaseTest.class)
                .ifPresent(test -> test.use(session));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestSession session = context.getStore(NAMESPACE).get(TestSession.class, TestSession.class);
        if (session == null) {
            return;
        }
        context.getExecutionException()
                .ifPresentOrElse(
                        failure -> {
                            TestSession.LOG.info("test ended early", failure);
                            publishRerun(context, session);
                        },
                        () -> TestSession.LOG.info("test ran to its end"));
        session.close();
    }

    private static void publishRerun(ExtensionContext context, TestSession session) {
        session.writeRerunScripts();
        RerunCommand.of(session.binary(), TestName.of(context).selector())
                .ifPresent(command -> context.publishReportEntry("rerun", command));
    }
}
