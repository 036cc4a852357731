package org.qemu.functional.tap;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.tap.internal.FailureText;
import org.qemu.functional.tap.internal.ReportOutput;
import org.qemu.functional.tap.internal.RunReporter;

/**
 * Reports one run of the JUnit Platform in the Test Anything Protocol, version 13, while it runs.
 *
 * <p>The plan comes first, unless there are tests that are registered only during the run, such as
 * parameterized ones; then it comes last. Every test is a point, written completely and flushed
 * when it ends, and so is the set-up and teardown of every class that has them. Tests of a class
 * whose set-up failed are skipped points. Each point has a YAML block with its duration in
 * milliseconds and, if they apply, message, location, stack trace, skip reason, the log files and
 * whatever else the test has published. A test publishes the paths of its log files under the key
 * {@code log}.
 *
 * <p>The output is UTF-8 and restricted to what meson 1.0 and later, Perl's {@code prove} and
 * strict readers of TAP 13 and YAML 1.2 interpret alike. An instance is for one run and is
 * thread-safe.
 *
 * @see <a href="https://testanything.org/tap-version-13-specification.html">TAP version 13</a>
 */
// Who runs tests with it has a launcher.
@SuppressWarnings("exports")
public final class TapReporter implements TestExecutionListener {

    /** Guards the outputs. */
    private final Object lock = new Object();

    private final TapWriter out;
    private final List<ReportOutput> outputs = new ArrayList<>();
    private final RunReporter run;
    private @Nullable JUnitXml xml;

    TapReporter(OutputStream out, LongSupplier nanoClock) {
        this(out, nanoClock, throwable -> "");
    }

    private TapReporter(
            OutputStream out, LongSupplier nanoClock, Function<Throwable, String> classifier) {
        this.out = new TapWriter(out);
        outputs.add(this.out);
        this.run = new RunReporter(lock, outputs, nanoClock, classifier);
    }

    /**
     * Create a reporter that writes to the given stream, which it does not close.
     *
     * @param out preferably the raw stream: a {@link java.io.PrintStream} hides its errors
     */
    public static TapReporter to(OutputStream out) {
        return new TapReporter(out, System::nanoTime);
    }

    /**
     * Create a reporter that also reports the kind of each failure, as {@code kind} in the point's
     * block.
     *
     * @param classifier returns the kind of a throwable of a test; an empty string for none
     */
    public static TapReporter to(OutputStream out, Function<Throwable, String> classifier) {
        return new TapReporter(out, System::nanoTime, classifier);
    }

    /**
     * Print each failure in human-readable form as well: the test, what happened, its log files,
     * the command that runs it again. Call this before the run.
     *
     * @param err for example standard error
     * @param rerun returns that command for {@code Class#method} or {@code Class} if the test has
     *     not published one under the key {@code rerun}; an empty string if it is not known
     * @return this
     */
    public TapReporter printFailures(PrintStream err, Function<String, String> rerun) {
        outputs.add(new FailureText(err, rerun));
        return this;
    }

    /**
     * Write the run as JUnit XML as well. The file is replaced before and after each test. It is
     * therefore valid and contains the running test even if the program is killed. Call this before
     * the run; {@link #failure()} then returns whether the file can be written.
     *
     * @param suite the name of the suite in the file
     * @return this
     */
    public TapReporter writeJUnitXml(Path file, String suite) {
        JUnitXml added = new JUnitXml(file, suite);
        added.begin();
        outputs.add(added);
        xml = added;
        return this;
    }

    /**
     * Return whether a failure was reported so far for which the classifier had no kind, or was not
     * called because there was no throwable.
     */
    public boolean hasFailuresOfNoKind() {
        return run.hasFailuresOfNoKind();
    }

    /**
     * End the report now, for a program that is being terminated: each running test is a failure
     * with the location of its thread. Each waiting test is a failure too, so that the number of
     * points matches the plan. Further events of the tests are ignored. Does nothing after the end
     * of the run.
     *
     * @param reason what happened, such as {@code terminated by SIGTERM}
     */
    public void interrupt(String reason) {
        run.interrupt(reason, null);
    }

    /**
     * End the report now, as {@link #interrupt(String)} does, because of an action of one thread.
     * If a test runs on that thread, it is reported as the cause; the others were only running at
     * that time.
     */
    public void interrupt(String reason, Thread culprit) {
        run.interrupt(reason, culprit);
    }

    /**
     * End the report because of a throwable that passed through JUnit, such as an {@code
     * OutOfMemoryError}. The tests that run on this thread have failed with it; all other tests
     * that have not ended did not run. {@code Bail out!} informs the reader that nothing follows.
     * Does nothing after the end of the run.
     */
    public void bailOut(Throwable cause) {
        run.bailOut(cause);
    }

    /**
     * End the report with a failure named {@code discovery}, after {@code Launcher.discover} or
     * {@code execute} threw; tests that have not been reported yet are skipped. Does nothing after
     * the end of the run.
     *
     * @param cause what was thrown
     */
    public void discoveryFailed(Throwable cause) {
        run.discoveryFailed(cause);
    }

    /** Return the number of points of each kind that were written so far. */
    public TapSummary summary() {
        synchronized (lock) {
            return out.summary();
        }
    }

    /**
     * Return the first error of the output stream, after which no more was written to it. If there
     * was none, return the first error of the XML file.
     */
    public Optional<IOException> failure() {
        synchronized (lock) {
            return out.failure().or(() -> xml == null ? Optional.empty() : xml.failure());
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        run.testPlanExecutionStarted(testPlan);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        run.testPlanExecutionFinished(testPlan);
    }

    @Override
    public void dynamicTestRegistered(TestIdentifier testIdentifier) {
        run.dynamicTestRegistered(testIdentifier);
    }

    @Override
    public void executionStarted(TestIdentifier testIdentifier) {
        run.executionStarted(testIdentifier);
    }

    @Override
    public void executionSkipped(TestIdentifier testIdentifier, String reason) {
        run.executionSkipped(testIdentifier, reason);
    }

    @Override
    public void executionFinished(TestIdentifier testIdentifier, TestExecutionResult result) {
        run.executionFinished(testIdentifier, result);
    }

    @Override
    public void reportingEntryPublished(TestIdentifier testIdentifier, ReportEntry entry) {
        run.reportingEntryPublished(testIdentifier, entry);
    }
}
