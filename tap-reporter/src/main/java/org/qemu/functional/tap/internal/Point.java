package org.qemu.functional.tap.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One point of the report.
 *
 * @param verdict how it ended
 * @param id its class and its name without TAP's number
 * @param reason why it was skipped or expected to fail, else empty
 * @param failure why it failed, even if that was expected
 * @param nanoseconds how long it took
 * @param logs the log files that the test has published
 * @param entries what else the test has published
 */
public record Point(
        Verdict verdict,
        PointId id,
        String reason,
        @Nullable Failure failure,
        long nanoseconds,
        List<String> logs,
        Map<String, List<String>> entries) {}
