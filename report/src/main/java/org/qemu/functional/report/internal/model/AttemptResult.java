package org.qemu.functional.report.internal.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a runner said of one attempt of a test.
 *
 * @param kind the kind of failure, or {@code null}
 * @param reason the first line of what went wrong, or why the test was skipped
 * @param message all of it
 * @param stack the lines of the stack trace
 * @param line the line of the test's source at which it failed
 * @param rerun commands that run the test again
 * @param missingAssets what the runner said of assets that it could not get
 * @param evidence texts that explain a failure, in addition to the logs
 * @param output the output of the test's program
 */
public record AttemptResult(
        TestVerdict verdict,
        @Nullable String kind,
        String reason,
        String message,
        List<String> stack,
        @Nullable SourceLine line,
        List<String> rerun,
        List<String> missingAssets,
        List<EvidenceText> evidence,
        @Nullable String output) {

    /** Return a result without details. */
    public static AttemptResult of(TestVerdict verdict, @Nullable String kind, String message) {
        return new AttemptResult(
                verdict,
                kind,
                firstLine(message),
                message,
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    /** Return the first line of a text that is not empty. */
    public static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
    }

    /** Return the same result with the output of the program and further evidence. */
    public AttemptResult with(@Nullable String programOutput, List<EvidenceText> more) {
        return new AttemptResult(
                verdict,
                kind,
                reason,
                message,
                stack,
                line,
                rerun,
                missingAssets,
                more,
                programOutput);
    }
}
