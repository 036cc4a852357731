package org.qemu.functional.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.qemu.functional.report.internal.history.HistoryRun;
import org.qemu.functional.report.internal.history.HistoryStore;
import org.qemu.functional.report.internal.history.TestHistory;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the history of tests. */
@Command(
        name = "history",
        description = "Prints the results of a test over time.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "TEST",
            description = "the name of a test or a part of it, such as x86_64.BootTest")
    private String test = "";

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "the history (history.sqlite in the cache)")
    private String history = HistoryFile.IN_CACHE;

    @Override
    public Integer call() throws IOException {
        List<TestHistory> found;
        try (HistoryStore store =
                HistoryStore.open(HistoryFile.existing(history, System.getenv()))) {
            found = TestHistory.of(store.results(test));
        }
        if (found.isEmpty()) {
            System.err.println(
                    "error: the history has no test with '"
                            + SafeText.line(test)
                            + "' in its name");
            return 1;
        }
        found.forEach(HistoryCommand::print);
        return 0;
    }

    private static void print(TestHistory test) {
        System.out.println(SafeText.line(test.name()));
        for (HistoryRun run : test.runs()) {
            System.out.println(
                    SafeText.line(
                            String.format(
                                    Locale.ROOT,
                                    "  %-20s %-7s %8.1f s  %s%s",
                                    run.started(),
                                    run.verdict().label(),
                                    run.duration(),
                                    run.run(),
                                    run.kind() == null ? "" : "  " + run.kind())));
        }
        if (test.firstFailure() != null) {
            System.out.println("  fails since " + SafeText.line(test.firstFailure()));
        }
        if (test.lastPass() != null) {
            System.out.println("  passed last " + SafeText.line(test.lastPass()));
        }
        System.out.println(
                String.format(Locale.ROOT, "  flake rate  %.0f %%", 100 * test.flakeRate()));
    }
}
