package org.qemu.functional.report.internal.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.report.internal.model.RunRow;

/** Gives the runs of a report their IDs. */
final class RunTable {
    private final Map<RunRow, RunRow> runs = new LinkedHashMap<>();

    /** Return the ID of a run in this report. */
    String id(RunRow run) {
        return runs.computeIfAbsent(run.withId(""), added -> added.withId("r" + (runs.size() + 1)))
                .id();
    }

    List<RunRow> all() {
        return List.copyOf(runs.values());
    }
}
