package org.qemu.functional.report.internal.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The history in a report.
 *
 * @param format the version of the data
 * @param days the days on which tests ran, as {@code 2026-11-30}
 * @param tests the history of each test by its ID
 */
public record HistoryData(int format, List<String> days, Map<String, TestHistory> tests) {
    /** More would not fit on a page. */
    private static final int RUNS = 200;

    private static final int DAY = "2026-11-30".length();

    /** Return the data of some tests, with their latest runs. */
    public static HistoryData of(List<TestHistory> histories) {
        Map<String, TestHistory> tests = new LinkedHashMap<>();
        for (TestHistory one : histories) {
            List<HistoryRun> runs = one.runs();
            tests.put(
                    one.test(),
                    new TestHistory(
                            one.test(),
                            one.name(),
                            runs.subList(Math.max(0, runs.size() - RUNS), runs.size()),
                            one.firstFailure(),
                            one.lastPass(),
                            one.flakeRate()));
        }
        List<String> days =
                tests.values().stream()
                        .flatMap(one -> one.runs().stream())
                        .map(
                                run ->
                                        run.started()
                                                .substring(
                                                        0, Math.min(DAY, run.started().length())))
                        .distinct()
                        .sorted()
                        .toList();
        return new HistoryData(1, days, tests);
    }
}
