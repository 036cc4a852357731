package org.qemu.functional.report.internal.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * The history of a test.
 *
 * @param name its name
 * @param runs its results, the oldest first; attempts of one run are one result
 * @param firstFailure when the failures that last until now began, or {@code null} if it passes
 * @param lastPass when it passed last
 * @param flakeRate how many of the runs that passed needed a retry, from 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TestHistory(
        @JsonIgnore String test,
        String name,
        List<HistoryRun> runs,
        @Nullable String firstFailure,
        @Nullable String lastPass,
        double flakeRate) {

    /** Return the history of each test; the results of a test are together, the oldest first. */
    public static List<TestHistory> of(List<StoredResult> results) {
        Map<String, List<StoredResult>> byTest = new LinkedHashMap<>();
        for (StoredResult result : results) {
            byTest.computeIfAbsent(result.test(), test -> new ArrayList<>()).add(result);
        }
        return byTest.values().stream().map(TestHistory::ofTest).toList();
    }

    private static TestHistory ofTest(List<StoredResult> results) {
        List<HistoryRun> runs = new ArrayList<>();
        for (StoredResult result : results) {
            HistoryRun run = HistoryRun.of(result);
            HistoryRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && result.attempt() > 1 && last.run().equals(run.run())) {
                runs.set(runs.size() - 1, run.after(last));
            } else {
                runs.add(run);
            }
        }
        String firstFailure = null;
        String lastPass = null;
        int flaky = 0;
        int passed = 0;
        for (HistoryRun run : runs) {
            if (run.verdict().isBad()) {
                firstFailure = firstFailure == null ? run.started() : firstFailure;
            } else if (run.verdict() == TestVerdict.PASSED || run.verdict() == TestVerdict.FLAKY) {
                firstFailure = null;
                lastPass = run.started();
                passed++;
                flaky += run.verdict() == TestVerdict.FLAKY ? 1 : 0;
            }
        }
        return new TestHistory(
                results.get(0).test(),
                results.get(results.size() - 1).name(),
                runs,
                firstFailure,
                lastPass,
                passed == 0 ? 0 : (double) flaky / passed);
    }
}
