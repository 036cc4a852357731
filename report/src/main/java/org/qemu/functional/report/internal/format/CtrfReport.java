package org.qemu.functional.report.internal.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.DataJson;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.report.internal.output.WrittenTest;

/** Writes results in the Common Test Report Format (JSON), version 0.0.0 of its schema. */
public final class CtrfReport {
    private CtrfReport() {}

    /** Write a file. */
    public static void write(WrittenReport report, Path file) throws IOException {
        ObjectNode root = DataJson.mapper().createObjectNode();
        root.put("reportFormat", "CTRF");
        root.put("specVersion", "0.0.0");
        ObjectNode results = root.putObject("results");
        results.putObject("tool").put("name", "qemu-functional");
        summary(results.putObject("summary"), report);
        ArrayNode tests = results.putArray("tests");
        report.tests().forEach(test -> test(tests.addObject(), test));
        FormatFiles.write(file, DataJson.mapper().writeValueAsString(root));
    }

    private static void summary(ObjectNode summary, WrittenReport report) {
        List<TestRow> rows = report.index().tests();
        summary.put("tests", rows.size());
        for (String status : List.of("passed", "failed", "pending", "skipped", "other")) {
            summary.put(status, rows.stream().filter(row -> status(row).equals(status)).count());
        }
        summary.put(
                "flaky", rows.stream().filter(row -> row.verdict() == TestVerdict.FLAKY).count());
        summary.put(
                "start",
                rows.stream().mapToLong(CtrfReport::start).filter(t -> t > 0).min().orElse(0));
        summary.put("stop", rows.stream().mapToLong(CtrfReport::stop).max().orElse(0));
    }

    private static void test(ObjectNode node, WrittenTest test) {
        TestRow row = test.row();
        node.put("testId", row.id());
        node.put("name", FormatText.line(row.name(), 1000));
        node.put("status", status(row));
        node.put("duration", Math.round(row.duration() * 1000));
        node.put("start", start(row));
        node.put("stop", stop(row));
        ArrayNode suite = node.putArray("suite");
        suite.add(row.program());
        node.put("rawStatus", row.verdict().label());
        if (row.verdict() == TestVerdict.FLAKY) {
            node.put("flaky", true);
        }
        node.put("retries", row.attempts() - 1);
        put(node, "message", test.message());
        put(node, "trace", String.join("\n", test.stack()));
        if (test.line() != null) {
            node.put("line", test.line().line());
        }
        ArrayNode tags = node.putArray("tags");
        String target = FormatText.orEmpty(row.target());
        if (!target.isEmpty()) {
            tags.add(target);
        }
        String kind = FormatText.orEmpty(row.kind());
        if (!kind.isEmpty()) {
            tags.add(kind);
        }
    }

    private static void put(ObjectNode node, String key, String text) {
        if (!text.isEmpty()) {
            node.put(key, FormatText.lines(text));
        }
    }

    private static String status(TestRow row) {
        return switch (row.verdict()) {
            case PASSED, FLAKY -> "passed";
            case FAILED, ERROR -> "failed";
            case SKIPPED -> "skipped";
            case TODO -> "other";
            case RUNNING -> "pending";
        };
    }

    private static long start(TestRow row) {
        return millis(row.started());
    }

    private static long stop(TestRow row) {
        long start = start(row);
        return start == 0 ? 0 : start + Math.round(row.duration() * 1000);
    }

    private static long millis(@Nullable String time) {
        try {
            return time == null ? 0 : Instant.parse(time).toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
