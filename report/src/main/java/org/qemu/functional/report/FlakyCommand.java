package org.qemu.functional.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.qemu.functional.report.internal.history.HistoryStore;
import org.qemu.functional.report.internal.history.TestHistory;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the tests that fail now and then. */
@Command(
        name = "flaky",
        description =
                "Prints the tests that passed only when they were run again, the worst first.",
        mixinStandardHelpOptions = true)
final class FlakyCommand implements Callable<Integer> {
    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "the history (history.sqlite in the cache)")
    private String history = HistoryFile.IN_CACHE;

    @Override
    public Integer call() throws IOException {
        List<TestHistory> flaky;
        try (HistoryStore store =
                HistoryStore.open(HistoryFile.existing(history, System.getenv()))) {
            flaky =
                    TestHistory.of(store.results(null)).stream()
                            .filter(test -> test.flakeRate() > 0)
                            .sorted(
                                    Comparator.comparingDouble(TestHistory::flakeRate)
                                            .reversed()
                                            .thenComparing(TestHistory::name))
                            .toList();
        }
        for (TestHistory test : flaky) {
            System.out.println(
                    SafeText.line(
                            String.format(
                                    Locale.ROOT,
                                    "%3.0f %%  of %s  %s",
                                    100 * test.flakeRate(),
                                    CountText.of(test.runs().size(), "run"),
                                    test.name())));
        }
        if (flaky.isEmpty()) {
            System.out.println("no test is flaky");
        }
        return 0;
    }
}
