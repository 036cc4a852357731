package org.qemu.functional.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Calls the JUnit Platform as Gradle, IntelliJ and Eclipse do, and prints what a listener is told.
 *
 * <p>Gradle 9 opens a session and filters what is discovered, IntelliJ executes a request, and
 * Eclipse executes a plan that it discovered before.
 */
final class PlatformCalls implements TestExecutionListener {
    private PlatformCalls() {}

    /** Run the class of the second argument as the launcher of the first one does. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Class<?> type =
                Class.forName(args[1], false, Thread.currentThread().getContextClassLoader());
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type));
        switch (args[0]) {
            case "gradle" -> gradle(request.filters(all()).build());
            case "intellij" ->
                    LauncherFactory.create().execute(request.build(), new PlatformCalls());
            case "eclipse" -> eclipse(request.build());
            default -> throw new IllegalArgumentException("'%s' is no launcher".formatted(args[0]));
        }
    }

    private static void gradle(LauncherDiscoveryRequest request) {
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher().execute(request, new PlatformCalls());
        }
    }

    private static PostDiscoveryFilter all() {
        return descriptor -> FilterResult.included("it was selected");
    }

    private static void eclipse(LauncherDiscoveryRequest request) {
        Launcher launcher = LauncherFactory.create();
        TestPlan plan = launcher.discover(request);
        launcher.execute(plan, new PlatformCalls());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        print(test, "skipped");
        System.out.println(reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        print(
                test,
                result.getThrowable()
                        .filter(thrown -> result.getStatus() == TestExecutionResult.Status.FAILED)
                        .map(thrown -> thrown instanceof AssertionError ? "failure" : "error")
                        .orElse("passed"));
        result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(System.out));
    }

    private static void print(TestIdentifier test, String verdict) {
        if (test.isTest()) {
            System.out.printf("verdict %s %s%n", test.getLegacyReportingName(), verdict);
        }
    }

    @Override
    public void fileEntryPublished(TestIdentifier test, FileEntry file) {
        Path path = file.getPath();
        System.out.printf(
                "file %s %s %s%n", test.getLegacyReportingName(), path.getFileName(), path);
    }
}
