package org.qemu.functional.report.internal.input;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.AttemptResult;
import org.qemu.functional.report.internal.model.SourceLine;
import org.qemu.functional.report.internal.model.TestVerdict;

/** Converts points of TAP to results. */
final class TapResults {
    private TapResults() {}

    /** Return the result of a point. */
    static AttemptResult of(TapPoint point) {
        String message = point.text("message");
        String reason =
                point.directive().isEmpty()
                        ? AttemptResult.firstLine(message)
                        : first(point.text("reason"), point.reason());
        TestVerdict verdict = verdict(point);
        return new AttemptResult(
                verdict,
                verdict == TestVerdict.FAILED ? kind(point) : null,
                AttemptResult.firstLine(reason),
                message.isEmpty() ? reason : message.stripTrailing(),
                point.text("stack").lines().toList(),
                SourceLine.parse(point.text("at")).orElse(null),
                point.entry("rerun"),
                point.entry("missing-asset"),
                List.of(),
                null);
    }

    /** Return the duration in seconds, or 0. */
    static double seconds(TapPoint point) {
        return Optional.of(point.text("duration_ms"))
                .filter(text -> text.matches("\\d{1,12}(\\.\\d{1,9})?"))
                .map(text -> new BigDecimal(text).movePointLeft(3).doubleValue())
                .orElse(0.0);
    }

    private static TestVerdict verdict(TapPoint point) {
        if (point.directive().equals("skip")) {
            return TestVerdict.SKIPPED;
        }
        if (point.directive().equals("todo")) {
            return point.ok() ? TestVerdict.PASSED : TestVerdict.TODO;
        }
        return point.ok() ? TestVerdict.PASSED : TestVerdict.FAILED;
    }

    private static @Nullable String kind(TapPoint point) {
        String kind = point.text("kind");
        return kind.isEmpty() ? "test" : kind;
    }

    private static String first(String text, String other) {
        return text.isBlank() ? other : text;
    }
}
