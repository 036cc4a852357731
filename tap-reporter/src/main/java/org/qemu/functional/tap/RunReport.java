package org.qemu.functional.tap;

import static org.qemu.functional.tap.TestNode.State.RUNNING;

import java.util.List;
import java.util.Map;
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

    private final TapWriter out;
    private final List<ReportOutput> others;
    private final LongSupplier nanoClock;
    private final NodeTree nodes;
    private final FailureKinds kinds;
    private final int planned;
    private final boolean countKnown;
    private boolean planWritten;

    RunReport(
            TapWriter out,
            List<ReportOutput> others,
            LongSupplier nanoClock,
            NodeTree nodes,
            FailureKinds kinds) {
        this.others = others;
        this.kinds = kinds;
        this.out = out;
        this.nanoClock = nanoClock;
        this.nodes = nodes;
        this.planned = (int) nodes.all().filter(TestNode::ownsPoint).count();
        this.countKnown = nodes.all().noneMatch(TestNode::isEmptyContainer);
    }

    void started(TestNode node, Thread thread) {
        if (node.isTest()) {
            writePlanIfKnown(0);
            out.comment("running " + name(node));
        }
        if (node.ownsPoint()) {
            others.forEach(ReportOutput::began);
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
            case ABORTED ->
                    aborted(
                            node,
                            result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
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
            kinds.ofNothing();
            String its = known && !isOn(culprit, node) ? "did not end: " + reason : reason;
            fail(
                    node,
                    Failure.of(its, node.thread().orElseThrow(), SourceLocation.testClass(node)));
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
        out.bailOut(reason);
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
            out.plan(out.points());
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
        out.point(point.verdict(), point.id().title(), point.reason(), point.block());
        others.forEach(other -> other.ended(point));
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
            out.plan(planned + more);
        }
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
