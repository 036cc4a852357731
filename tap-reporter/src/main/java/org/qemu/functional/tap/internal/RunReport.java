package org.qemu.functional.tap.internal;

import static org.qemu.functional.tap.internal.TestNode.State.RUNNING;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Decides which points a run has.
 *
 * <p>The plan is written with the first point or before the first test, whichever comes first.
 * Until then, a failed set-up of a class that has no point of its own can still be counted. Not
 * thread-safe.
 */
final class RunReport {

    private static final String DISCOVERY = "discovery";

    private final List<ReportOutput> outputs;
    private final LongSupplier nanoClock;
    private final NodeTree nodes;
    private final FailureKinds kinds;
    private final int planned;
    private final boolean countKnown;
    private boolean planWritten;
    private int points;

    RunReport(
            List<ReportOutput> outputs,
            LongSupplier nanoClock,
            NodeTree nodes,
            FailureKinds kinds) {
        this.outputs = outputs;
        this.kinds = kinds;
        this.nanoClock = nanoClock;
        this.nodes = nodes;
        this.planned = (int) nodes.all().filter(TestNode::ownsPoint).count();
        this.countKnown = nodes.all().noneMatch(TestNode::isEmptyContainer);
    }

    void started(TestNode node, Thread thread) {
        if (node.isTest()) {
            writePlanIfKnown(0);
            String name = name(node);
            outputs.forEach(output -> output.running(name));
        }
        if (node.ownsPoint()) {
            outputs.forEach(ReportOutput::began);
        }
        node.start(thread, nanoClock.getAsLong());
    }

    /** Report that JUnit skipped a test, or a container with everything in it. */
    void skipped(TestNode node, String reason) {
        if (node.isOpen()) {
            skip(node, reason);
        }
        skipBelow(node, reason);
    }

    void finished(TestNode node, TestExecutionResult result) {
        node.end(nanoClock.getAsLong());
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed(node);
            case ABORTED -> aborted(node, result.getThrowable().orElse(null));
            case FAILED -> {
                fail(
                        node,
                        result.getThrowable()
                                .map(throwable -> failure(throwable, node))
                                .orElseGet(() -> failure("failed without a reported cause")));
                // After a failed set-up. After a failed teardown, there is nothing left to skip.
                skipBelow(node, "not run: %s failed".formatted(whatRunsBelow(node)));
            }
        }
    }

    /** Report that discovery or execution failed as a whole, and all remaining tests as skipped. */
    void discoveryFailed(Throwable cause) {
        writeDiscovery(Failure.of(cause, null).ofKind(kinds.of(cause)));
        nodes.all()
                .filter(TestNode::isOpen)
                .toList()
                .forEach(node -> skip(node, "not run: discovery failed"));
        end();
    }

    /**
     * Report the running tests as failed, with their current location, and then the waiting ones.
     *
     * @param culprit the thread that caused it, if it is a thread of the program
     */
    void interrupted(String reason, @Nullable Thread culprit) {
        if (nodes.isEmpty()) {
            writeDiscovery(failure(reason));
        }
        List<TestNode> running = nodes.all().filter(TestNode::isInnermostRunning).toList();
        boolean known = running.stream().anyMatch(node -> isOn(culprit, node));
        for (TestNode node : running) {
            String its = known && !isOn(culprit, node) ? "did not end: " + reason : reason;
            Failure failure =
                    Failure.of(its, node.thread().orElseThrow(), SourceLocation.testClass(node));
            Optional<Expectation> expectation =
                    node.thread()
                            .flatMap(ExpectationScope::announcedOn)
                            .filter(one -> one.includesEnd(isOn(culprit, node)));
            if (expectation.isPresent()) {
                expected(node, expectation.get().reason(), failure);
            } else {
                kinds.ofNothing();
                fail(node, failure);
            }
        }
        failOpen(reason);
        end();
    }

    /**
     * Report a throwable that passed through JUnit as the failure of the test that runs on a
     * thread.
     */
    void bailedOut(Throwable cause, Thread thread) {
        List<TestNode> running = nodes.all().filter(TestNode::isInnermostRunning).toList();
        boolean known = running.stream().anyMatch(node -> isOn(thread, node));
        running.stream()
                .filter(node -> !known || isOn(thread, node))
                .forEach(node -> fail(node, failure(cause, node)));
        String reason = ThrowableText.of(cause);
        failOpen(reason);
        end();
        outputs.forEach(output -> output.bailedOut(reason));
    }

    private static boolean isOn(@Nullable Thread thread, TestNode node) {
        return node.thread().filter(on -> on.equals(thread)).isPresent();
    }

    private void failOpen(String reason) {
        nodes.all()
                .filter(TestNode::isOpen)
                .toList()
                .forEach(
                        node ->
                                fail(
                                        node,
                                        failure(
                                                node.state() == RUNNING
                                                        ? reason
                                                        : "not run: " + reason)));
    }

    /** Report the tests for which JUnit sent no events, and the plan if it was delayed. */
    void end() {
        List<TestNode> silent = nodes.all().filter(TestNode::isOpen).toList();
        silent.forEach(node -> fail(node, failure("not run; JUnit reported no reason")));
        if (!planWritten) {
            planWritten = true;
            plan(points);
        }
    }

    private void passed(TestNode node) {
        if (!node.ownsPoint()) {
            return;
        }
        if (!node.isTest() && hasOnlySkippedTests(node)) {
            // With an "ok" here, meson would report a program as passed although all its tests were
            // skipped.
            skip(node, "every test in it was skipped");
        } else {
            point(node, Verdict.PASSED, "", null);
        }
    }

    private void aborted(TestNode node, @Nullable Throwable thrown) {
        if (thrown instanceof ExpectedFailureException expected) {
            Throwable cause = expected.getCause();
            expected(
                    node,
                    expected.reason(),
                    Failure.of(cause == null ? expected : cause, SourceLocation.testClass(node)));
            return;
        }
        String message = thrown == null ? null : thrown.getMessage();
        aborted(node, message == null ? "aborted" : message);
    }

    private void expected(TestNode node, String reason, Failure failure) {
        point(node, Verdict.EXPECTED_FAILURE, reason, failure.asExpected());
    }

    private void aborted(TestNode node, String reason) {
        if (node.ownsPoint() || node.isEmptyContainer()) {
            skip(node, reason);
        }
        skipBelow(node, reason);
    }

    private Failure failure(Throwable throwable, TestNode node) {
        return Failure.of(throwable, SourceLocation.testClass(node)).ofKind(kinds.of(throwable));
    }

    private Failure failure(String message) {
        kinds.ofNothing();
        return Failure.of(message);
    }

    private void fail(TestNode node, Failure failure) {
        point(node, Verdict.FAILED, "", failure);
    }

    private void skipBelow(TestNode node, String reason) {
        node.descendants().filter(TestNode::isOpen).toList().forEach(below -> skip(below, reason));
    }

    private void skip(TestNode node, String reason) {
        String text = TapText.strip(reason).isEmpty() ? "no reason given" : reason;
        point(node, Verdict.SKIPPED, text, null);
    }

    private void point(TestNode node, Verdict verdict, String reason, @Nullable Failure failure) {
        // A container without a point of its own is counted only until the plan is written. After
        // that, its failure is an extra point. Readers complain about an extra point, but silence
        // would be worse.
        writePlanIfKnown(node.ownsPoint() ? 0 : 1);
        node.reported(verdict);
        write(
                new Point(
                        verdict,
                        PointId.of(node, name(node)),
                        reason,
                        failure,
                        node.duration(nanoClock.getAsLong()),
                        node.logs(),
                        node.entries()));
    }

    private void write(Point point) {
        points++;
        outputs.forEach(output -> output.ended(point));
    }

    private void writeDiscovery(Failure failure) {
        writePlanIfKnown(1);
        write(
                new Point(
                        Verdict.FAILED,
                        PointId.of(DISCOVERY),
                        "",
                        failure,
                        0,
                        List.of(),
                        Map.of()));
    }

    private void writePlanIfKnown(int more) {
        if (!planWritten && countKnown) {
            planWritten = true;
            plan(planned + more);
        }
    }

    private void plan(int count) {
        outputs.forEach(output -> output.planned(count));
    }

    /**
     * Return the name of a point. If discovery failed, the engine itself fails, and JUnit reports
     * that only when the engine starts.
     */
    private static String name(TestNode node) {
        if (!node.isRoot()) {
            return PointNames.of(node);
        }
        return hasRunBelow(node) ? node.displayName() : DISCOVERY;
    }

    private static String whatRunsBelow(TestNode node) {
        return node.isRoot() ? DISCOVERY : "set-up of " + PointNames.path(node);
    }

    private static boolean hasRunBelow(TestNode node) {
        return node.descendants().anyMatch(below -> below.thread().isPresent());
    }

    private static boolean hasOnlySkippedTests(TestNode node) {
        List<TestNode> tests = node.descendants().filter(TestNode::isTest).toList();
        return !tests.isEmpty()
                && tests.stream()
                        .allMatch(
                                test -> test.verdict().filter(Verdict.SKIPPED::equals).isPresent());
    }
}
