package org.qemu.functional.report.internal.input;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestIdentity;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * An attempt in a report that was made before.
 *
 * @param report the folder of that report
 * @param id the ID of the test there
 * @param number the number of the attempt there
 */
public record StoredAttempt(
        TestIdentity test,
        TestVerdict verdict,
        RunRow run,
        @Nullable String started,
        Path report,
        String id,
        int number)
        implements ReportedAttempt {}
