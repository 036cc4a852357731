package org.qemu.functional.nativetest.internal.allocation;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.qemu.functional.nativetest.AllocationVerdict;

/** The table of all runs of a test. */
public final class AllocationTable {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder failures = new StringBuilder();
    private final Map<AllocationVerdict, Integer> counts = new EnumMap<>(AllocationVerdict.class);

    AllocationTable(AllocationRun normal, List<AllocationRun> runs, Set<AllocationVerdict> failOn)
            throws IOException {
        SourcePlaces places = new SourcePlaces();
        for (AllocationSite leak : normal.report().leaks()) {
            text.append(
                    "without a failure, not released: %d bytes of %s at %s\n"
                            .formatted(leak.size(), leak.function(), places.of(leak.frames())));
        }
        for (AllocationRun run : runs) {
            AllocationVerdict verdict = run.verdict(normal.report());
            String row = row(run, verdict, normal.report(), places);
            text.append(row);
            counts.merge(verdict, 1, Integer::sum);
            if (failOn.contains(verdict)) {
                failures.append(row);
            }
        }
    }

    private static String row(
            AllocationRun run,
            AllocationVerdict verdict,
            AllocationReport normal,
            SourcePlaces places)
            throws IOException {
        AllocationSite failed = run.report().failed();
        String allocation =
                failed == null
                        ? "unknown"
                        : "%s of %d bytes at %s"
                                .formatted(
                                        failed.function(),
                                        failed.size(),
                                        places.of(failed.frames()));
        String detail = run.detail(normal, places);
        return "%4d  %-11s  %s%s\n"
                .formatted(
                        run.number(),
                        name(verdict),
                        allocation,
                        detail.isEmpty() ? "" : "\n                   → " + detail);
    }

    private static String name(AllocationVerdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Return the number of runs by verdict: {@code 1 crash, 5 clean error}. */
    public String summary() {
        return counts.isEmpty()
                ? "the library allocated nothing"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + name(entry.getKey()))
                        .collect(Collectors.joining(", "));
    }

    /** Return all rows. */
    public String text() {
        return text.toString();
    }

    /** Return the rows whose verdict fails the test; empty if none does. */
    public String failures() {
        return failures.toString();
    }
}
