package org.qemu.functional.atf.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.qemu.functional.tap.internal.Failure;
import org.qemu.functional.tap.internal.Point;
import org.qemu.functional.tap.internal.ReportOutput;
import org.qemu.functional.tap.internal.Verdict;

/** Makes one result of the points of a test case: its own and those of its class. */
final class ResultOutput implements ReportOutput {
    private final List<Point> points = new ArrayList<>();

    @Override
    public void ended(Point point) {
        points.add(point);
    }

    /**
     * Return the result, or nothing if JUnit has run no test. Set-up and tear-down of the class
     * count only if they fail or skip the test.
     */
    Optional<AtfResult> result() {
        return first(Verdict.FAILED)
                .or(() -> first(Verdict.EXPECTED_FAILURE))
                .or(() -> ofTests(Verdict.PASSED))
                .or(() -> ofTests(Verdict.SKIPPED))
                .or(() -> first(Verdict.SKIPPED))
                .map(ResultOutput::result);
    }

    private Optional<Point> first(Verdict verdict) {
        return points.stream().filter(point -> point.verdict() == verdict).findFirst();
    }

    private Optional<Point> ofTests(Verdict verdict) {
        return points.stream()
                .filter(point -> point.verdict() == verdict && point.id().methodName().isPresent())
                .findFirst();
    }

    private static AtfResult result(Point point) {
        return switch (point.verdict()) {
            case PASSED -> AtfResult.passed();
            case SKIPPED -> AtfResult.skipped(point.reason());
            case FAILED -> AtfResult.failed(message(point));
            case EXPECTED_FAILURE ->
                    AtfResult.expectedFailure(point.reason() + ": " + message(point));
        };
    }

    private static String message(Point point) {
        Failure failure = point.failure();
        if (failure == null) {
            return "no reason given";
        }
        String kind = failure.field("kind");
        String at = failure.field("at");
        return (kind.isEmpty() ? "" : kind + ": ")
                + failure.message()
                + (at.isEmpty() ? "" : " (" + at + ")");
    }
}
