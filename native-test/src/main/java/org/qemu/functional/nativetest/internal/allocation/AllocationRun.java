package org.qemu.functional.nativetest.internal.allocation;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.nativetest.AllocationVerdict;
import org.qemu.functional.nativetest.internal.allocation.AllocationSite.CodeAddress;
import org.qemu.functional.nativetest.internal.rerun.CrashReport;
import org.qemu.functional.nativetest.internal.rerun.TestJvmRun;
import org.qemu.functional.nativetest.internal.rerun.TestOutcome;

/**
 * One run of a test.
 *
 * @param number the number of the allocation that was to fail; 0 for none
 * @param outcome how the test ended; {@code null} if it did not
 */
record AllocationRun(
        int number, TestJvmRun run, AllocationReport report, @Nullable TestOutcome outcome) {
    /** Return whether the test ended before an allocation could fail. */
    boolean isBeyondLast() {
        return report.failed() == null && report.total() != null;
    }

    /**
     * Return the verdict.
     *
     * @param normal the run without a failure
     */
    AllocationVerdict verdict(AllocationReport normal) {
        if (run.timedOut()) {
            return AllocationVerdict.HANG;
        }
        if (outcome == null || run.status() != 0) {
            return AllocationVerdict.CRASH;
        }
        if (!report.leaksBeyond(normal).isEmpty()) {
            return AllocationVerdict.LEAK;
        }
        return outcome.status() == TestOutcome.Status.PASSED
                ? AllocationVerdict.PASSED
                : AllocationVerdict.CLEAN_ERROR;
    }

    /** Describe the end of the test for the table. */
    String detail(AllocationReport normal, SourcePlaces places) throws IOException {
        return switch (verdict(normal)) {
            case CRASH -> run.end() + crashPlace(places);
            case HANG ->
                    "no end after the time limit; what the JVM printed is in '%s'"
                            .formatted(run.output());
            case LEAK ->
                    report.leaksBeyond(normal).stream()
                            .map(
                                    leak ->
                                            "%d bytes of %s at %s"
                                                    .formatted(
                                                            leak.size(),
                                                            leak.function(),
                                                            places.of(leak.frames())))
                            .collect(joining("; "));
            case CLEAN_ERROR -> outcome == null ? "" : outcome.headline();
            case PASSED -> "";
        };
    }

    private String crashPlace(SourcePlaces places) throws IOException {
        List<CodeAddress> frames = report.aborted();
        CrashReport crash = run.crashReport();
        if (frames == null && crash != null) {
            frames =
                    crash.frames().stream()
                            .flatMap(
                                    frame ->
                                            libraries().stream()
                                                    .filter(
                                                            library ->
                                                                    library.endsWith(
                                                                            frame.library()))
                                                    .map(
                                                            library ->
                                                                    new CodeAddress(
                                                                            library,
                                                                            frame.offset())))
                            .toList();
        }
        return frames == null || frames.isEmpty() ? "" : " at " + places.of(frames);
    }

    private List<Path> libraries() {
        AllocationSite failed = report.failed();
        return failed == null
                ? List.of()
                : failed.frames().stream().map(CodeAddress::library).distinct().toList();
    }
}
