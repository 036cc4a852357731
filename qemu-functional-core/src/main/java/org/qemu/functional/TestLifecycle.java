package org.qemu.functional;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.budget.BudgetExceededError;
import org.qemu.functional.budget.internal.BudgetExtension;
import org.qemu.functional.budget.internal.ProgramBudget;
import org.qemu.functional.budget.internal.Watchdog;
import org.qemu.functional.debug.internal.TestLauncher;
import org.qemu.functional.machine.WaitTimeout;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.MissingDownloads;

/**
 * The execution of one test method under JUnit: its session, its time limit, and the report of its
 * end.
 */
final class TestLifecycle {
    private final TestName name;
    private final TestSession session;
    private final TimeoutHandler timeUp;
    private final @Nullable Watchdog watchdog;
    private final BiConsumer<String, String> entries;
    private boolean timeoutReported;
    private boolean ended;

    private TestLifecycle(
            TestName name,
            TestSession session,
            Optional<ProgramBudget.Share> time,
            BiConsumer<String, String> entries) {
        this.name = name;
        this.session = session;
        this.timeUp = new TimeoutHandler(session);
        this.watchdog = time.map(share -> Watchdog.watch(share, timeUp)).orElse(null);
        this.entries = entries;
    }

    static TestLifecycle begin(ExtensionContext context) {
        Optional<ProgramBudget.Share> time = ProgramBudget.shareOf(BudgetExtension.find(context));
        BudgetExtension.measured(context);
        TestName name = TestName.of(context);
        TestSession session =
                TestSession.open(
                        name,
                        context.getDisplayName(),
                        HarnessSettings.current().environment(),
                        () -> RerunVariables.of(context),
                        LogPublisher.of(context));
        return new TestLifecycle(name, session, time, context::publishReportEntry);
    }

    TestSession session() {
        return session;
    }

    /**
     * Convert an exception of the test into the one to report, while its machines are still
     * running.
     */
    Throwable thrown(Throwable thrown) {
        if (isTimeUp()) {
            return outOfTime(thrown);
        }
        if (MissingDownloads.isCauseOf(thrown)) {
            return MissingDownloads.toReport(thrown, entries);
        }
        if (!(thrown instanceof TestAbortedException)) {
            endWatch(); // a pause may take as long as the user wants
            session.pauseAfter(thrown, name.selector());
        }
        return thrown;
    }

    private boolean isTimeUp() {
        return watchdog != null && watchdog.expired();
    }

    private BudgetExceededError outOfTime(@Nullable Throwable thrown) {
        endWatch();
        timeoutReported = true;
        Watchdog ended = Objects.requireNonNull(watchdog);
        String message =
                "%s%s%s; threads, machines and consoles at that time are in %s%s"
                        .formatted(
                                ended.reason(),
                                endedWait(thrown).map(wait -> ": " + wait).orElse(""),
                                timeUp.standstills(),
                                timeUp.log(),
                                timeUp.describeMachines());
        return thrown == null
                ? new BudgetExceededError(message)
                : new BudgetExceededError(message, thrown);
    }

    /** Return what the harness waited for, as the first line of its message says. */
    private static Optional<String> endedWait(@Nullable Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (at instanceof WaitTimeout || message.startsWith("interrupted while ")) {
                return message.lines().findFirst();
            }
        }
        return Optional.empty();
    }

    private void endWatch() {
        if (watchdog != null) {
            watchdog.close();
        }
    }

    /**
     * Close the session.
     *
     * @throws Exception the first failure of the tear-down
     */
    void end(Optional<Throwable> failure) throws Exception {
        ended = true;
        endWatch();
        failure.ifPresentOrElse(
                thrown -> {
                    TestSession.LOG.info("the test failed or was aborted", thrown);
                    reportRerunCommand();
                    if (!(thrown instanceof TestAbortedException)) {
                        printForOtherLaunchers();
                    }
                },
                () -> TestSession.LOG.info("the test completed"));
        if (isTimeUp()) {
            timeUp.cutOff(); // there is no time left to shut the machines down normally
        }
        failure.ifPresent(session::failed);
        Optional<BudgetExceededError> late =
                isTimeUp() && !timeoutReported ? Optional.of(outOfTime(null)) : Optional.empty();
        late.ifPresent(session::failed);
        session.close();
        if (late.isPresent()) {
            throw late.get();
        }
    }

    /** Close the session of a test that was never executed. */
    void abandon() throws Exception {
        if (!ended) {
            end(Optional.empty());
        }
    }

    /** Print what only this project's own program prints by itself, after all tests. */
    private void printForOtherLaunchers() {
        if (TestLauncher.current() != TestLauncher.PROGRAM) {
            String rerun = session.rerunCommand().map("%n  rerun: %s"::formatted).orElse("");
            System.err.printf(
                    "FAILED %s%n  logs:  %s%s%n", name.selector(), session.files().log(), rerun);
        }
    }

    private void reportRerunCommand() {
        session.writeRerunScripts();
        session.rerunCommand().ifPresent(text -> entries.accept("rerun", text));
    }
}
