package org.qemu.functional.report.internal.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.report.internal.output.WrittenTest;

/** Converts a report to results of the history. */
public final class HistoryUpdate {
    private HistoryUpdate() {}

    /** Return the results of all attempts whose time is known. */
    public static List<StoredResult> of(WrittenReport report) {
        Map<String, RunRow> runs = new HashMap<>();
        report.index().runs().forEach(run -> runs.put(run.id(), run));
        List<StoredResult> results = new ArrayList<>();
        for (WrittenTest test : report.tests()) {
            Map<String, Integer> attempts = new HashMap<>();
            for (AttemptDetail attempt : test.attempts()) {
                RunRow run = runs.get(attempt.run());
                String started = attempt.started();
                if (run != null && started != null) {
                    // The start tells runs of the same name apart, as those of each night.
                    String name =
                            run.started() == null ? run.name() : run.name() + " " + run.started();
                    results.add(
                            new StoredResult(
                                    test.row().id(),
                                    name(test.row()),
                                    started,
                                    attempt.verdict(),
                                    attempt.kind(),
                                    attempt.duration(),
                                    name,
                                    run.qemu() == null ? "" : run.qemu(),
                                    attempts.merge(attempt.run(), 1, Integer::sum)));
                }
            }
        }
        return results;
    }

    private static String name(TestRow row) {
        return row.target() == null || row.target().isEmpty()
                ? row.name()
                : row.target() + "." + row.name();
    }
}
