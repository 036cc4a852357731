package org.qemu.functional.report.internal.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.DataJson;
import org.qemu.functional.report.internal.model.ReportIndex;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestId;
import org.qemu.functional.report.internal.model.TestIdentity;

/** Reads a report that was made before, to merge it. */
public final class StoredReport {
    private static final String INDEX = "data/index.js";

    private StoredReport() {}

    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(INDEX));
    }

    static FoundRun read(Path report) throws IOException {
        ReportIndex index =
                DataJson.mapper().treeToValue(json(report.resolve(INDEX)), ReportIndex.class);
        if (index.format() > ReportIndex.FORMAT) {
            throw new IOException(
                    "'%s' has data of version %d, which this program does not know; use a newer one"
                            .formatted(report, index.format()));
        }
        Map<String, RunRow> runs = new HashMap<>();
        index.runs().forEach(run -> runs.put(run.id(), run));
        List<ReportedAttempt> attempts = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        index.tests()
                .forEach(
                        row -> {
                            try {
                                attempts.addAll(attempts(report, row.id(), runs));
                            } catch (IOException e) {
                                notes.add(
                                        "%s: test %s is left out: %s"
                                                .formatted(report, row.id(), e.getMessage()));
                            }
                        });
        return new FoundRun(attempts, notes);
    }

    /** Return the data of an attempt. */
    public static AttemptDetail detail(StoredAttempt attempt) throws IOException {
        JsonNode test = test(attempt.report(), attempt.id());
        for (JsonNode one : test.path("attempts")) {
            if (one.path("number").asInt() == attempt.number()) {
                return DataJson.mapper().treeToValue(one, AttemptDetail.class);
            }
        }
        throw new IOException(
                "the data of %s in %s changed while it was read"
                        .formatted(attempt.id(), attempt.report()));
    }

    private static List<StoredAttempt> attempts(Path report, String id, Map<String, RunRow> runs)
            throws IOException {
        JsonNode data = test(report, id);
        TestIdentity test = DataJson.mapper().treeToValue(data, TestIdentity.class);
        List<StoredAttempt> attempts = new ArrayList<>();
        for (JsonNode one : data.path("attempts")) {
            AttemptDetail detail = DataJson.mapper().treeToValue(one, AttemptDetail.class);
            RunRow run = runs.get(detail.run());
            if (run == null) {
                run = new RunRow("r1", "tests", null, null, null, null);
            }
            attempts.add(
                    new StoredAttempt(
                            test,
                            detail.verdict(),
                            run,
                            detail.started(),
                            report,
                            id,
                            detail.number()));
        }
        return attempts;
    }

    /** Return the data of a test. */
    public static JsonNode test(Path report, String id) throws IOException {
        if (!TestId.isValid(id)) {
            throw new IOException("its ID is not valid");
        }
        return json(report.resolve("data").resolve("tests").resolve(id + ".js"));
    }

    /** Return the JSON in a data file: {@code qemuReport.receive("kind", "key", JSON);}. */
    public static JsonNode json(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            int comma = text.indexOf(',', text.indexOf(',') + 1);
            int end = text.lastIndexOf(");");
            if (!text.startsWith("qemuReport.receive(") || comma < 0 || end < comma) {
                throw new IOException("'%s' is no complete data file of a report".formatted(file));
            }
            return DataJson.mapper().readTree(text.substring(comma + 1, end));
        } catch (NoSuchFileException e) {
            throw new IOException("'%s' is missing".formatted(file), e);
        } catch (JsonProcessingException e) {
            throw new IOException("'%s' is damaged".formatted(file), e);
        }
    }
}
