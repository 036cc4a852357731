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
 */
public record FoundAttempt(
        TestIdentity test,
        AttemptResult result,
        RunRow run,
        @Nullable String started,
        double duration,
        @Nullable Path logs)
        implements ReportedAttempt {

    @Override
    public TestVerdict verdict() {
        return result.verdict();
    }
}
