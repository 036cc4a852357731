package org.qemu.functional.report.internal.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.files.Folders;
import org.qemu.functional.report.internal.input.ReportedAttempt;
import org.qemu.functional.report.internal.logs.SourceEvidence;
import org.qemu.functional.report.internal.logs.SourceFiles;
import org.qemu.functional.report.internal.model.ReportIndex;
import org.qemu.functional.report.internal.model.TestId;

/**
 * Writes a report: a folder that a browser opens from {@code file://}.
 *
 * <p>It holds one test at a time in memory, besides a row for each. It is not thread-safe.
 */
public final class ReportWriter {
    private final Path report;
    private final String title;
    private final SourceEvidence sources;
    private final WebBundle bundle;
    private final Map<String, KnownTest> known = new HashMap<>();
    private long generation;
    private boolean wasLive;
    private boolean wasWritten;

    /**
     * Prepare to write a report; an earlier report in the folder is removed.
     *
     * @param sources finds the sources of the tests, of which evidence quotes lines
     * @throws IOException if this program was built without its pages, or if the earlier report
     *     cannot be removed
     */
    public ReportWriter(Path report, String title, SourceFiles sources) throws IOException {
        this.report = report;
        this.title = title;
        this.sources = new SourceEvidence(sources);
        bundle = WebBundle.load();
        if (Files.isRegularFile(report.resolve("data/index.js"))) {
            for (String part : List.of("data", "files", "tests")) {
                Folders.delete(report.resolve(part));
            }
        }
    }

    /** Write all files of the report. */
    public WrittenReport write(List<ReportedAttempt> attempts) throws IOException {
        return write(attempts, false);
    }

    /**
     * Write what has changed since the last call, and the index if anything has.
     *
     * @param live whether the run goes on
     */
    public WrittenReport write(List<ReportedAttempt> attempts, boolean live) throws IOException {
        PageShells shells = new PageShells(report, bundle, title);
        RunTable runs = new RunTable();
        TestWriter writer = new TestWriter(report, shells, runs, sources);
        List<WrittenTest> tests = new ArrayList<>();
        Map<String, List<ReportedAttempt>> byTest = byTest(attempts);
        boolean changed =
                generation == 0 || wasLive != live || !known.keySet().equals(byTest.keySet());
        for (Map.Entry<String, List<ReportedAttempt>> test : byTest.entrySet()) {
            test.getValue().forEach(attempt -> runs.id(attempt.run()));
            long state = AttemptState.of(test.getValue());
            KnownTest before = known.get(test.getKey());
            if (before == null || before.state() != state) {
                changed = true;
                before = new KnownTest(state, writer.write(test.getKey(), test.getValue()));
                known.put(test.getKey(), before);
            }
            tests.add(before.test());
        }
        known.keySet().retainAll(byTest.keySet());
        generation += changed ? 1 : 0;
        ReportIndex index =
                new ReportIndex(
                        ReportIndex.FORMAT,
                        title,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        live,
                        generation,
                        runs.all(),
                        tests.stream().map(WrittenTest::row).toList(),
                        MissingAssets.of(tests));
        if (changed) {
            ScriptData.write(report.resolve("data/index.js"), "index", "", index);
        }
        if (!wasWritten) {
            shells.writeIndex();
        }
        wasWritten = true;
        wasLive = live;
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

    /** A test that is in the report. */
    private record KnownTest(long state, WrittenTest test) {}
}
