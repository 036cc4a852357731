package org.qemu.functional.report.internal.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.qemu.functional.report.internal.input.StoredReport;
import org.qemu.functional.report.internal.model.DataJson;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.model.TestVerdict;

/**
 * Puts a report into one file for mail: the page of the index with scripts, data and pictures.
 *
 * <p>Logs are left out. If the whole would be larger than the limit, so are recordings and
 * pictures, first those of tests that passed.
 */
public final class SingleFile {
    private static final Map<String, String> PICTURES =
            Map.of(
                    "png",
                    "image/png",
                    "jpg",
                    "image/jpeg",
                    "jpeg",
                    "image/jpeg",
                    "webp",
                    "image/webp");

    private static final String DATA = "<!--qemu-report-data-->";

    private final Path report;
    private final long limit;
    private final StringWriter data = new StringWriter();

    private SingleFile(Path report, long limit) {
        this.report = report;
        this.limit = limit;
    }

    /**
     * Write a file.
     *
     * @param report the folder of a report
     * @param limit about how many bytes the data may have
     */
    public static void write(WrittenReport written, Path report, Path file, long limit)
            throws IOException {
        SingleFile single = new SingleFile(report, limit);
        single.block("index", "", DataJson.mapper().valueToTree(written.index()));
        Path history = report.resolve("data/history.js");
        if (Files.isRegularFile(history)) {
            single.block("history", "", StoredReport.json(history));
        }
        List<TestRow> rows =
                written.index().tests().stream()
                        .sorted(Comparator.comparing(TestRow::verdict))
                        .toList();
        for (TestRow row : rows) {
            single.add(row);
        }
        byte[] shell = WebBundle.load().file(WebBundle.SINGLE);
        String page = new String(PageShells.titled(shell, written.index().title()), UTF_8);
        int at = page.indexOf(DATA);
        if (at < 0) {
            throw new IOException(
                    "the page for single files in this program has no place for data");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (Writer writer = Files.newBufferedWriter(file, UTF_8)) {
            writer.write(page, 0, at);
            writer.write(single.data.toString());
            writer.write(page, at + DATA.length(), page.length() - at - DATA.length());
        }
    }

    /** Add a value; a block with this type never runs, so the policy of the page permits it. */
    private void block(String kind, String key, JsonNode value) throws IOException {
        data.write(
                "<script type=\"application/json\" data-kind=\"%s\" data-key=\"%s\">"
                        .formatted(PageShells.escaped(kind), PageShells.escaped(key)));
        data.write(ScriptData.json(value));
        data.write("</script>\n");
    }

    private void add(TestRow row) throws IOException {
        // Tests that passed are rows of the index when there is no more room.
        if (data.getBuffer().length() > limit
                && !row.verdict().isBad()
                && row.verdict() != TestVerdict.FLAKY) {
            return;
        }
        JsonNode test = StoredReport.test(report, row.id());
        block("test", row.id(), inlined(test));
        for (JsonNode chunk : test.findValues("chunks")) {
            for (JsonNode one : chunk) {
                addCast(one.path("key").asText());
            }
        }
    }

    private void addCast(String key) throws IOException {
        Path cast = report.resolve("data/casts").resolve(key + ".js");
        if (Files.isRegularFile(cast) && hasRoomFor(Files.size(cast))) {
            block("cast", key, StoredReport.json(cast));
        }
    }

    private boolean hasRoomFor(long bytes) {
        return data.getBuffer().length() + bytes <= limit;
    }

    /** Return data whose addresses lead to nothing outside of the file. */
    private JsonNode inlined(JsonNode value) throws IOException {
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode one : value) {
                array.add(inlined(one));
            }
            return array;
        }
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> one : value.properties()) {
                JsonNode content = one.getValue();
                boolean link =
                        content.isTextual()
                                && content.asText().startsWith("files/")
                                && List.of("href", "expected", "log").contains(one.getKey());
                object.set(
                        one.getKey(),
                        link ? TextNode.valueOf(picture(content.asText())) : inlined(content));
            }
            return object;
        }
        return value;
    }

    /** Return the data URL of a picture, or an empty address. */
    private String picture(String href) throws IOException {
        String extension = href.substring(href.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = PICTURES.get(extension);
        Path file = report.resolve(href).normalize();
        if (type == null || !file.startsWith(report.normalize()) || !Files.isRegularFile(file)) {
            return "";
        }
        return hasRoomFor(Files.size(file) * 4 / 3)
                ? "data:"
                        + type
                        + ";base64,"
                        + Base64.getEncoder().encodeToString(Files.readAllBytes(file))
                : "";
    }
}
