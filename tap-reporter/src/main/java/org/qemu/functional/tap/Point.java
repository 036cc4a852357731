package org.qemu.functional.tap;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One point of the report.
 *
 * @param verdict how it ended
 * @param id its class and its name without TAP's number
 * @param reason of a skipped point, else empty
 * @param failure of a failed point
 * @param nanoseconds how long it took
 * @param logs the log files that the test has named
 * @param entries what else the test has published
 */
record Point(
        Verdict verdict,
        PointId id,
        String reason,
        @Nullable Failure failure,
        long nanoseconds,
        List<String> logs,
        Map<String, List<String>> entries) {

    /** The YAML block under the point. */
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
