package org.qemu.functional.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.budget.internal.ProgramBudget;
import org.qemu.functional.budget.internal.Watchdog;
import org.qemu.functional.debug.internal.DebugOptions;
import org.qemu.functional.debug.internal.RerunCommand;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.UsageException;
import org.qemu.functional.tap.TapReporter;

/** Run tests and report them in TAP, which is complete even if the program is ended by a signal. */
final class TapTestRunner {
    private static final String ENDED =
            "the test program received a signal to end (SIGTERM, SIGINT or SIGHUP; possibly meson's timeout)";

    private static final String ITERATION = "MESON_TEST_ITERATION";

    private final FailureKindLog kinds = new FailureKindLog();
    private final Map<String, String> environment = HarnessSettings.current().environment();
    private final ProgramHost host;
    private final TapReporter reporter;

    TapTestRunner(OutputStream tap, ProgramHost host) {
        this.host = host;
        reporter = TapReporter.to(tap, kinds::classify).printFailures(host.errors(), this::rerun);
    }

    /**
     * Run tests.
     *
     * @param junitXml the file for results in XML format
     * @throws UsageException if a test does not exist or the file cannot be written; in this case,
     *     no test is run and no TAP is written
     */
    ExitCode run(List<String> tests, Optional<Path> junitXml) throws UsageException {
        List<DiscoverySelector> selectors = TestSelection.select(tests);
        if (junitXml.isPresent()) {
            writeTo(junitXml.get(), tests);
        }
        TestLog.install();
        if (DebugOptions.current().trace()) {
            TestLog.traceTo(System.err);
        }
        Watchdog.whenStuck(this::giveUp);
        EmergencyExit.Registration ended = EmergencyExit.report(this::ended);
        try {
            execute(selectors, tests);
        } finally {
            ended.close();
        }
        Optional<IOException> broken = reporter.failure();
        if (broken.isPresent()) {
            host.errors()
                    .println(
                            "error: cannot write the results to standard output or to the file of --junit-xml: "
                                    + broken.get());
            return ExitCode.INTERNAL_ERROR;
        }
        return reporter.summary().successful()
                ? ExitCode.OK
                : kinds.exitCode(reporter.hasFailuresOfNoKind());
    }

    private void writeTo(Path asked, List<String> tests) throws UsageException {
        Path file = ofIteration(asked, environment.getOrDefault(ITERATION, "1"));
        reporter.writeJUnitXml(file, String.join(" ", tests));
        Optional<IOException> failure = reporter.failure();
        if (failure.isPresent()) {
            throw new UsageException("cannot write '%s': %s".formatted(file, failure.get()));
        }
    }

    /**
     * Return a separate file for each iteration, because {@code meson test --repeat} runs one
     * command line several times concurrently.
     */
    private static Path ofIteration(Path file, String iteration) {
        Path name = file.getFileName();
        if (iteration.equals("1") || name == null) {
            return file;
        }
        String stem = name.toString().replaceFirst("\\.xml$", "");
        return file.resolveSibling(stem + "." + iteration + ".xml");
    }

    private String rerun(String selector) {
        return RerunCommand.of(environment, selector).orElse("");
    }

    /** Report unfinished tests when the program is ended by a signal or a test. */
    private void ended() {
        Optional<ExitCaller> caller = ExitCaller.find();
        if (caller.isEmpty()) {
            reporter.interrupt(ENDED);
        } else {
            reporter.interrupt(caller.get().reason(), caller.get().thread());
            host.exitCalled();
        }
    }

    /** End the program from a watchdog's thread, because the test's thread cannot be stopped. */
    private void giveUp(String reason) {
        reporter.interrupt(reason);
        host.errors().println("error: " + reason);
        host.stuck(reason);
    }

    private void execute(List<DiscoverySelector> selectors, List<String> tests)
            throws UsageException {
        try (LauncherSession session = JupiterLauncher.open()) {
            DiscoveryIssues issues = new DiscoveryIssues();
            LauncherDiscoveryRequest request =
                    JupiterLauncher.request(selectors, host.parallelism(tests), issues);
            Launcher launcher = session.getLauncher();
            TestPlan plan;
            try {
                plan = launcher.discover(request);
            } catch (RuntimeException e) {
                reporter.discoveryFailed(e);
                return;
            }
            if (!issues.isEmpty()) {
                reporter.discoveryFailed(issues.exception());
                return;
            }
            if (!plan.containsTests()) {
                throw new UsageException(
                        "there is no test in '%s'".formatted(String.join(" ", tests)));
            }
            ProgramBudget.begin(environment);
            Optional<ProgramWatch> watch =
                    ProgramBudget.untilEnd().map(time -> ProgramWatch.begin(time, this::giveUp));
            execute(launcher, plan);
            watch.ifPresent(ProgramWatch::end);
        }
    }

    /** Execute tests. JUnit catches the exceptions of tests, but not an OutOfMemoryError. */
    private void execute(Launcher launcher, TestPlan plan) {
        try {
            launcher.execute(plan, new ParameterHints(reporter));
        } catch (RuntimeException | Error e) {
            reporter.bailOut(e);
        }
    }
}
