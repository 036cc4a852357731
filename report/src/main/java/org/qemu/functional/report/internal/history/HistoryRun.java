package org.qemu.functional.report.internal.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * The result of a test in a run.
 *
 * @param started in ISO 8601 and UTC
 * @param duration seconds of its last attempt
 * @param run the name of the run
 * @param qemu the version of QEMU, or empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryRun(
        String started,
        TestVerdict verdict,
        @Nullable String kind,
        double duration,
        String run,
        String qemu) {

    static HistoryRun of(StoredResult result) {
        return new HistoryRun(
                result.started(),
                result.verdict(),
                result.kind(),
                result.duration(),
                result.run(),
                result.qemu());
    }

    /** Return the result of a run in which this is a retry. */
    HistoryRun after(HistoryRun earlier) {
        boolean flaky =
                verdict == TestVerdict.PASSED
                        && (earlier.verdict.isBad() || earlier.verdict == TestVerdict.FLAKY);
        return new HistoryRun(
                earlier.started,
                flaky ? TestVerdict.FLAKY : verdict,
                flaky ? earlier.kind : kind,
                duration,
                run,
                qemu);
    }
}
