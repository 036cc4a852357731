package org.qemu.functional.launch;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.qemu.functional.failure.internal.FailureKind;
import org.qemu.functional.suite.internal.ExitCode;

/** Record the kinds of a run's failures, which determine its exit status. */
final class FailureKindLog {
    private final Set<FailureKind> seen =
            Collections.synchronizedSet(EnumSet.noneOf(FailureKind.class));

    /** Classify what a test threw, record its kind, and return the kind's name in TAP. */
    String classify(Throwable thrown) {
        FailureKind kind = FailureKind.of(thrown);
        seen.add(kind);
        return kind.label();
    }

    /**
     * Return the exit code of a failed run: that of the failures' kind if all have the same, else
     * {@link ExitCode#FAILED}.
     *
     * @param others whether there were failures that were not classified
     */
    ExitCode exitCode(boolean others) {
        Set<ExitCode> codes;
        synchronized (seen) {
            codes =
                    seen.stream()
                            .map(FailureKind::exitCode)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ExitCode.class)));
        }
        return codes.size() == 1 && !others ? codes.iterator().next() : ExitCode.FAILED;
    }
}
