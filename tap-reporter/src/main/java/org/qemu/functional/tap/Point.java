package org.qemu.functional.tap;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One point of the report.
 *
 * @param verdict the result
 * @param id its class and its name without TAP's number
 * @param reason why it was skipped; otherwise empty
 * @param failure why it failed
 * @param nanoseconds its duration
 * @param logs the log files that the test has published
 * @param entries everything else that the test has published
 */
record Point(
        Verdict verdict,
        PointId id,
        String reason,
        @Nullable Failure failure,
        long nanoseconds,
        List<String> logs,
        Map<String, List<String>> entries) {

    /** Return the YAML block of the point. */
    YamlBlock block() {
        YamlBlock block = new YamlBlock().milliseconds("duration_ms", nanoseconds);
        if (failure != null) {
            failure.describe(block);
        }
        if (verdict == Verdict.SKIPPED) {
            block.text("reason", reason);
        }
        return block.list("logs", logs).map("entries", entries);
    }
}
