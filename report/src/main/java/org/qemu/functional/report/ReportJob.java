package org.qemu.functional.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.qemu.functional.report.internal.history.HistoryData;
import org.qemu.functional.report.internal.history.HistoryStore;
import org.qemu.functional.report.internal.history.HistoryUpdate;
import org.qemu.functional.report.internal.history.TestHistory;
import org.qemu.functional.report.internal.input.FoundRun;
import org.qemu.functional.report.internal.input.ReportInputs;
import org.qemu.functional.report.internal.input.ReportedAttempt;
import org.qemu.functional.report.internal.input.RunName;
import org.qemu.functional.report.internal.logs.SourceFiles;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.qemu.functional.report.internal.output.ReportWriter;
import org.qemu.functional.report.internal.output.ScriptData;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.text.SafeText;

/** Reads runs and writes a report of them. */
final class ReportJob {
    private final Path output;
    private final OutputOptions options;
    private final List<ReportedAttempt> attempts = new ArrayList<>();

    ReportJob(Path output, OutputOptions options) {
        this.output = output;
        this.options = options;
    }

    void read(List<Path> inputs, RunName name) throws IOException {
        for (Path input : inputs) {
            if (Files.exists(output) && Files.exists(input) && Files.isSameFile(input, output)) {
                throw new IOException(
                        "'%s' is both input and output; give another folder for the report"
                                .formatted(input));
            }
            FoundRun found = new ReportInputs(name, null).read(input);
            found.notes().forEach(note -> System.err.println("note: " + SafeText.line(note)));
            attempts.addAll(found.attempts());
        }
    }

    /** Fail if there is nothing to report. */
    void requireResults(List<Path> inputs) throws IOException {
        if (attempts.isEmpty()) {
            throw new IOException(
                    "there are no results of tests in %s; run some first"
                            .formatted(
                                    inputs.stream()
                                            .map(Path::toString)
                                            .collect(Collectors.joining(", "))));
        }
    }

    int write() throws IOException {
        return write(new ReportWriter(output, options.title, SourceFiles.below(options.sources)));
    }

    int write(ReportWriter writer) throws IOException {
        WrittenReport written = writer.write(attempts);
        if (options.history != null) {
            addHistory(written, HistoryFile.of(options.history, System.getenv()));
        }
        new OtherFormats(options, System.getenv()).write(written, output);
        System.out.println(summary(written.index().tests()));
        System.out.println("report: " + output.resolve("index.html").toAbsolutePath().normalize());
        return 0;
    }

    private void addHistory(WrittenReport written, Path file) throws IOException {
        try (HistoryStore store = HistoryStore.open(file)) {
            store.add(HistoryUpdate.of(written));
            Set<String> shown =
                    written.index().tests().stream().map(TestRow::id).collect(Collectors.toSet());
            List<TestHistory> histories =
                    TestHistory.of(store.results(null)).stream()
                            .filter(test -> shown.contains(test.test()))
                            .toList();
            HistoryData data = HistoryData.of(histories);
            ScriptData.write(output.resolve("data/history.js"), "history", "", data);
        }
    }

    static String summary(List<TestRow> tests) {
        Map<TestVerdict, Long> counts =
                tests.stream()
                        .collect(Collectors.groupingBy(TestRow::verdict, Collectors.counting()));
        return "%s: %s"
                .formatted(
                        CountText.of(tests.size(), "test"),
                        counts.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(
                                        entry ->
                                                String.format(
                                                        Locale.ROOT,
                                                        "%d %s",
                                                        entry.getValue(),
                                                        entry.getKey().label()))
                                .collect(Collectors.joining(", ")));
    }
}
