package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.FoundAttempt;
import org.qemu.functional.report.internal.input.ReportedAttempt;
import org.qemu.functional.report.internal.input.StoredAttempt;
import org.qemu.functional.report.internal.logs.SourceEvidence;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.DataJson;
import org.qemu.functional.report.internal.model.TestIdentity;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.model.TestVerdict;

/** Writes the data file and the page of a test. */
final class TestWriter {
    private final Path report;
    private final PageShells shells;
    private final RunTable runs;
    private final SourceEvidence sources;

    TestWriter(Path report, PageShells shells, RunTable runs, SourceEvidence sources) {
        this.report = report;
        this.shells = shells;
        this.runs = runs;
        this.sources = sources;
    }

    /**
     * Write a test.
     *
     * @param attempts its attempts in the order of time, at least one
     */
    WrittenTest write(String id, List<ReportedAttempt> attempts) throws IOException {
        CastNumbers numbers = new CastNumbers(id);
        List<AttemptDetail> details = new ArrayList<>();
        for (ReportedAttempt attempt : attempts) {
            String run = runs.id(attempt.run());
            AttemptPlace place = new AttemptPlace(report, id, details.size() + 1, run, numbers);
            AttemptDetail detail = detail(attempt, place);
            details.add(detail);
        }
        TestVerdict verdict = TestVerdicts.of(attempts);
        TestRow row = row(id, attempts.get(attempts.size() - 1).test(), verdict, details);
        AttemptDetail shown = shown(details, verdict);
        ObjectNode data = DataJson.mapper().valueToTree(row);
        copy(shown, data);
        data.set("attempts", DataJson.mapper().valueToTree(details));
        ScriptData.write(
                report.resolve("data").resolve("tests").resolve(id + ".js"), "test", id, data);
        shells.writeTest(id, row.name());
        return new WrittenTest(
                row,
                orEmpty(shown.message()),
                shown.line(),
                shown.stack() == null ? List.of() : shown.stack(),
                shown.rerun() == null ? List.of() : shown.rerun(),
                details.stream().map(TestWriter::brief).toList());
    }

    private AttemptDetail detail(ReportedAttempt attempt, AttemptPlace place) throws IOException {
        if (attempt instanceof StoredAttempt stored) {
            return StoredAttemptWriter.write(stored, place);
        }
        return FoundAttemptWriter.write((FoundAttempt) attempt, place, sources);
    }

    private static TestRow row(
            String id, TestIdentity test, TestVerdict verdict, List<AttemptDetail> details) {
        AttemptDetail last = details.get(details.size() - 1);
        AttemptDetail shown = shown(details, verdict);
        boolean traced =
                details.stream()
                        .anyMatch(
                                one -> one.trace() != null && !one.trace().path("steps").isEmpty());
        int files =
                details.stream()
                        .mapToInt(one -> one.files() == null ? 0 : one.files().size())
                        .sum();
        return new TestRow(
                id,
                test.program(),
                test.suite(),
                test.target(),
                test.className(),
                test.method(),
                test.name(),
                verdict,
                shown.kind(),
                shown.reason(),
                last.duration(),
                last.started(),
                last.run(),
                details.size(),
                traced,
                test.tags(),
                files);
    }

    /** Return the attempt that explains the verdict: the last one that failed, if it counts. */
    private static AttemptDetail shown(List<AttemptDetail> details, TestVerdict verdict) {
        AttemptDetail last = details.get(details.size() - 1);
        if (!verdict.isBad() && verdict != TestVerdict.FLAKY) {
            return last;
        }
        AttemptDetail shown = last;
        for (AttemptDetail detail : details) {
            if (detail.verdict().isBad()) {
                shown = detail;
            }
        }
        return shown;
    }

    private static void copy(AttemptDetail shown, ObjectNode data) {
        ObjectNode fields = DataJson.mapper().valueToTree(shown);
        for (String key :
                List.of(
                        "message",
                        "stack",
                        "line",
                        "evidence",
                        "rerun",
                        "missingAssets",
                        "output")) {
            if (fields.has(key)) {
                data.set(key, fields.get(key));
            }
        }
        data.put("shown", shown.number());
    }

    private static AttemptDetail brief(AttemptDetail detail) {
        return new AttemptDetail(
                detail.run(),
                detail.number(),
                detail.verdict(),
                detail.kind(),
                detail.reason(),
                null,
                null,
                null,
                null,
                null,
                detail.missingAssets(),
                null,
                detail.started(),
                detail.duration(),
                null,
                null);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
