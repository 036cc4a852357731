package org.qemu.functional.report.internal.input;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.AttemptResult;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestIdentity;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * An attempt that a run has left.
 *
 * @param duration seconds
 * @param logs the folder of its logs, which may be missing
 * @param killed whether a program other than meson and the harness ended the test's program
 */
public record FoundAttempt(
        TestIdentity test,
        AttemptResult result,
        RunRow run,
        @Nullable String started,
        double duration,
        @Nullable Path logs,
        boolean killed)
        implements ReportedAttempt {

    /** Create an attempt whose program was not killed. */
    FoundAttempt(
            TestIdentity test,
            AttemptResult result,
            RunRow run,
            @Nullable String started,
            double duration,
            @Nullable Path logs) {
        this(test, result, run, started, duration, logs, false);
    }

    @Override
    public TestVerdict verdict() {
        return result.verdict();
    }
}
