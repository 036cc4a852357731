package org.qemu.functional.tap;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Reports one run of the JUnit Platform in the Test Anything Protocol, version 13, as it goes on.
 *
 * <p>The plan comes first, unless there are tests that register only while they run, such as
 * parameterized ones; then it comes last. Every test is a point, written and flushed whole as it
 * ends, and so is the set-up and tear-down of every class that has such. Tests of a class that
 * could not be set up are skipped points. Under each point stands a YAML block with its duration in
 * milliseconds and, as the case may be, message, place, stack, skip reason, the log files and
 * whatever else the test has published. A test names its log files by publishing their paths under
 * the key {@code log}.
 *
 * <p>The output is UTF-8 and within what meson 1.0 and later, Perl's {@code prove} and strict
 * readers of TAP 13 and YAML 1.2 take alike. An instance serves one run and is thread safe.
 *
 * @see <a href="https://testanything.org/tap-version-13-specification.html">TAP version 13</a>
 */
public final class TapReporter implements TestExecutionListener {

    /** Guards everything below: points come whole and in order, whatever thread a test runs on. */
    private final Object lock = new Object();

    private final TapWriter out;
    private final LongSupplier nanoClock;
    private final FailureKinds kinds;
    private NodeTree nodes = new NodeTree();
    private RunReport report;
    private boolean ended;

    TapReporter(OutputStream out, LongSupplier nanoClock) {
        this(out, nanoClock, throwable -> "");
    }

    private TapReporter(
            OutputStream out, LongSupplier nanoClock, Function<Throwable, String> classifier) {
        this.out = new TapWriter(out);
        this.nanoClock = nanoClock;
        this.kinds = new FailureKinds(classifier);
        this.report = new RunReport(this.out, nanoClock, nodes, kinds);
    }

    /**
     * Creates a reporter that writes to the given stream, which it does not close.
     *
     * @param out best the bare stream: a {@link java.io.PrintStream} hides what went wrong in it
     */
    public static TapReporter to(OutputStream out) {
        return new TapReporter(out, System::nanoTime);
    }

    /**
     * Creates a reporter that also tells of each failure what kind it is, as {@code kind} in the
     * point's block.
     *
     * @param classifier names the kind of what a test threw; an empty string for none
     */
    public static TapReporter to(OutputStream out, Function<Throwable, String> classifier) {
        return new TapReporter(out, System::nanoTime, classifier);
    }

    /**
     * Returns the kinds of the failures that have been reported so far, each once; an empty string
     * among them is for failures of no kind.
     */
    public Set<String> failureKinds() {
        synchronized (lock) {
            return kinds.seen();
        }
    }

    /**
     * Ends the report now, for a program that is being terminated: every test that runs is a
     * failure that tells where its thread stands, every test that waits is one too, so that the
     * count is that of the plan. Whatever the tests still do is ignored. Does nothing after the end
     * of the run.
     *
     * @param reason what happened, such as {@code terminated by SIGTERM}
     */
    public void interrupt(String reason) {
        end(report -> report.interrupted(reason));
    }

    /**
     * Ends the report with a failure named {@code discovery}, for when {@code Launcher.discover} or
     * {@code execute} threw; tests that have not been reported yet are skipped. Does nothing after
     * the end of the run.
     *
     * @param cause what was thrown
     */
    public void discoveryFailed(Throwable cause) {
        end(report -> report.discoveryFailed(cause));
    }

    /** Returns how many points of each kind have been written so far. */
    public TapSummary summary() {
        synchronized (lock) {
            return out.summary();
        }
    }

    /**
     * Returns the first error of the output stream, after which nothing more was written, if there
     * was one.
     */
    public Optional<IOException> failure() {
        synchronized (lock) {
            return out.failure();
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        synchronized (lock) {
            nodes = NodeTree.of(testPlan);
            report = new RunReport(out, nanoClock, nodes, kinds);
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        end(RunReport::end);
    }

    @Override
    public void dynamicTestRegistered(TestIdentifier testIdentifier) {
        synchronized (lock) {
            nodes.addDynamic(testIdentifier);
        }
    }

    @Override
    public void executionStarted(TestIdentifier testIdentifier) {
        Thread thread = Thread.currentThread();
        unlessEnded(testIdentifier, node -> report.started(node, thread));
    }

    @Override
    public void executionSkipped(TestIdentifier testIdentifier, String reason) {
        unlessEnded(testIdentifier, node -> report.skipped(node, reason));
    }

    @Override
    public void executionFinished(TestIdentifier testIdentifier, TestExecutionResult result) {
        unlessEnded(testIdentifier, node -> report.finished(node, result));
    }

    @Override
    public void reportingEntryPublished(TestIdentifier testIdentifier, ReportEntry entry) {
        unlessEnded(testIdentifier, node -> entry.getKeyValuePairs().forEach(node::publish));
    }

    private void unlessEnded(TestIdentifier identifier, Consumer<Node> event) {
        synchronized (lock) {
            if (!ended) {
                nodes.find(identifier).ifPresent(event);
            }
        }
    }

    private void end(Consumer<RunReport> how) {
        synchronized (lock) {
            if (!ended) {
                ended = true;
                how.accept(report);
            }
        }
    }
}
