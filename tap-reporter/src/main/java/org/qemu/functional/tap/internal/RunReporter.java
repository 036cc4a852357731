package org.qemu.functional.tap.internal;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Reports what happens in one run of the JUnit Platform to the outputs of its formats. Thread-safe.
 */
public final class RunReporter implements TestExecutionListener {

    /**
     * Guards everything below and the outputs: points are reported completely and in order,
     * whatever thread a test runs on.
     */
    private final Object lock;

    private final List<ReportOutput> outputs;
    private final LongSupplier nanoClock;
    private final FailureKinds kinds;
    private NodeTree nodes = new NodeTree();
    private RunReport report;
    private boolean ended;

    /**
     * Create a reporter.
     *
     * @param lock guards the outputs
     * @param outputs may be added to until the run starts
     * @param classifier returns the kind of a throwable of a test; an empty string for none
     */
    public RunReporter(
            Object lock,
            List<ReportOutput> outputs,
            LongSupplier nanoClock,
            Function<Throwable, String> classifier) {
        this.lock = lock;
        this.outputs = outputs;
        this.nanoClock = nanoClock;
        this.kinds = new FailureKinds(classifier);
        this.report = new RunReport(outputs, nanoClock, nodes, kinds);
    }

    /** Return whether a failure was reported so far without a kind. */
    public boolean hasFailuresOfNoKind() {
        synchronized (lock) {
            return kinds.anyOfNone();
        }
    }

    /**
     * End the report: every running test is a failure, and every waiting test is one, too.
     *
     * @param culprit the thread that has caused it, if it was one of the program's
     */
    public void interrupt(String reason, @Nullable Thread culprit) {
        end(report -> report.interrupted(reason, culprit));
    }

    /** End the report because of a throwable that passed through JUnit on this thread. */
    public void bailOut(Throwable cause) {
        Thread thread = Thread.currentThread();
        end(report -> report.bailedOut(cause, thread));
    }

    /** End the report with a failure named {@code discovery}. */
    public void discoveryFailed(Throwable cause) {
        end(report -> report.discoveryFailed(cause));
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        synchronized (lock) {
            nodes = NodeTree.of(testPlan);
            outputs.forEach(output -> output.changed(nodes));
            report = new RunReport(outputs, nanoClock, nodes, kinds);
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
        synchronized (lock) {
            if (ended) {
                return;
            }
            nodes.find(testIdentifier)
                    .ifPresent(node -> entry.getKeyValuePairs().forEach(node::publish));
        }
    }

    private void unlessEnded(TestIdentifier identifier, Consumer<TestNode> event) {
        synchronized (lock) {
            if (!ended) {
                nodes.find(identifier).ifPresent(event);
                outputs.forEach(output -> output.changed(nodes));
            }
        }
    }

    private void end(Consumer<RunReport> how) {
        synchronized (lock) {
            if (!ended) {
                ended = true;
                how.accept(report);
                outputs.forEach(output -> output.changed(nodes));
                outputs.forEach(ReportOutput::finished);
            }
        }
    }
}
