package org.qemu.functional.report.internal.input;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestIdentity;
import org.qemu.functional.report.internal.model.TestVerdict;

/** An attempt of a test: found in the results of a run, or in a report that was made before. */
public sealed interface ReportedAttempt permits FoundAttempt, StoredAttempt {
    /** Return what names the test. */
    TestIdentity test();

    /** Return the run that the attempt belongs to; its ID is not unique yet. */
    RunRow run();

    /** Return the verdict. */
    TestVerdict verdict();

    /** Return when it began, in ISO 8601 and UTC, or {@code null} if that is not known. */
    @Nullable String started();
}
