package org.qemu.functional.report.internal.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.ReportedAttempt;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * Decides on a test that has several attempts.
 *
 * <p>Attempts on different versions of QEMU are independent, and the most serious verdict counts.
 * On the same QEMU, attempts of the last run and up to {@link #RETRIES} before count: a test that
 * failed, then passed is flaky. Older ones are history.
 */
final class TestVerdicts {
    private static final Duration RETRIES = Duration.ofHours(12);

    private TestVerdicts() {}

    /**
     * Return the verdict on a test.
     *
     * @param attempts its attempts in the order of time, at least one
     */
    static TestVerdict of(List<? extends ReportedAttempt> attempts) {
        Map<String, List<ReportedAttempt>> byQemu = new LinkedHashMap<>();
        for (ReportedAttempt attempt : attempts) {
            byQemu.computeIfAbsent(String.valueOf(attempt.run().qemu()), qemu -> new ArrayList<>())
                    .add(attempt);
        }
        return byQemu.values().stream()
                .map(TestVerdicts::ofOneQemu)
                .min(Enum::compareTo)
                .orElseThrow();
    }

    private static TestVerdict ofOneQemu(List<ReportedAttempt> attempts) {
        ReportedAttempt last = attempts.get(attempts.size() - 1);
        if (last.verdict() != TestVerdict.PASSED) {
            return last.verdict();
        }
        boolean failedBefore =
                attempts.stream()
                        .filter(attempt -> isRetried(attempt, last))
                        .anyMatch(attempt -> attempt.verdict().isBad());
        return failedBefore ? TestVerdict.FLAKY : TestVerdict.PASSED;
    }

    private static boolean isRetried(ReportedAttempt attempt, ReportedAttempt last) {
        Instant before = time(attempt.started());
        Instant after = time(last.started());
        return before == null
                || after == null
                || Duration.between(before, after).compareTo(RETRIES) <= 0;
    }

    /** Return a time, or {@code null} if it is not known. */
    static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
