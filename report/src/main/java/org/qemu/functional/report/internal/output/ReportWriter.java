package org.qemu.functional.report.internal.output;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.report.internal.input.ReportedAttempt;
import org.qemu.functional.report.internal.model.ReportIndex;
import org.qemu.functional.report.internal.model.TestId;

/**
 * Writes a report: a folder that a browser opens from {@code file://}.
 *
 * <p>It holds one test at a time in memory, besides a row for each.
 */
public final class ReportWriter {
    private final Path report;
    private final String title;
    private final WebBundle bundle;

    /**
     * Prepare to write a report.
     *
     * @throws IOException if this program was built without its pages
     */
    public ReportWriter(Path report, String title) throws IOException {
        this.report = report;
        this.title = title;
        bundle = WebBundle.load();
    }

    /** Write all files of the report. */
    public WrittenReport write(List<ReportedAttempt> attempts) throws IOException {
        PageShells shells = new PageShells(report, bundle, title);
        RunTable runs = new RunTable();
        MissingAssets assets = new MissingAssets();
        TestWriter writer = new TestWriter(report, shells, runs, assets);
        List<WrittenTest> tests = new ArrayList<>();
        for (Map.Entry<String, List<ReportedAttempt>> test : byTest(attempts).entrySet()) {
            tests.add(writer.write(test.getKey(), test.getValue()));
        }
        ReportIndex index =
                new ReportIndex(
                        ReportIndex.FORMAT,
                        title,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        false,
                        1,
                        runs.all(),
                        tests.stream().map(WrittenTest::row).toList(),
                        assets.all());
        ScriptData.write(report.resolve("data/index.js"), "index", "", index);
        shells.writeIndex();
        return new WrittenReport(index, tests);
    }

    /** Return the attempts of each test in the order of time; tests are in that of the inputs. */
    static Map<String, List<ReportedAttempt>> byTest(List<ReportedAttempt> attempts) {
        Map<String, List<ReportedAttempt>> byTest = new LinkedHashMap<>();
        for (ReportedAttempt attempt : attempts) {
            byTest.computeIfAbsent(TestId.of(attempt.test()), id -> new ArrayList<>()).add(attempt);
        }
        Comparator<ReportedAttempt> byTime =
                Comparator.comparing(
                        attempt -> TestVerdicts.time(attempt.started()),
                        Comparator.nullsFirst(Comparator.naturalOrder()));
        byTest.values().forEach(list -> list.sort(byTime));
        return byTest;
    }
}
