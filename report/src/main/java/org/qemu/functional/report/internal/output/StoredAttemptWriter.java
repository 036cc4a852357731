package org.qemu.functional.report.internal.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.StoredAttempt;
import org.qemu.functional.report.internal.input.StoredReport;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.FileLink;

/** Copies an attempt of a report that was made before, under its new number. */
final class StoredAttemptWriter {
    private final StoredAttempt attempt;
    private final AttemptPlace place;
    private final String before;
    private final String after;

    private StoredAttemptWriter(StoredAttempt attempt, AttemptPlace place) {
        this.attempt = attempt;
        this.place = place;
        before = AttemptPlace.prefix(attempt.id(), attempt.number());
        after = AttemptPlace.prefix(place.id(), place.number());
    }

    static AttemptDetail write(StoredAttempt attempt, AttemptPlace place) throws IOException {
        return new StoredAttemptWriter(attempt, place).write();
    }

    private AttemptDetail write() throws IOException {
        AttemptDetail detail = StoredReport.detail(attempt);
        Path from = attempt.report().resolve(before);
        if (Files.isDirectory(from)) {
            copy(from, place.files());
        }
        List<FileLink> files = detail.files() == null ? List.of() : detail.files();
        List<FileLink> links =
                files.stream()
                        .map(
                                link ->
                                        new FileLink(
                                                link.name(),
                                                moved(link.href()),
                                                link.bytes(),
                                                link.type()))
                        .toList();
        JsonNode old = detail.trace();
        @Nullable JsonNode trace = old == null || old.isNull() ? null : moved(old);
        return detail.renumbered(place.run(), place.number(), links, trace);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> found = Files.walk(from)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                AttemptFiles.put(file, copy, Files.size(file));
            }
        }
    }

    private String moved(String href) {
        return href.startsWith(before) ? after + href.substring(before.length()) : href;
    }

    /** Return a trace whose addresses and keys are those of this report. */
    private JsonNode moved(JsonNode value) throws IOException {
        if (value.isTextual()) {
            return TextNode.valueOf(moved(value.asText()));
        }
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode one : value) {
                array.add(moved(one));
            }
            return array;
        }
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (var one : value.properties()) {
                object.set(
                        one.getKey(),
                        one.getKey().equals("chunks")
                                ? chunks(one.getValue())
                                : moved(one.getValue()));
            }
            return object;
        }
        return value;
    }

    private JsonNode chunks(JsonNode chunks) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonNode chunk : chunks) {
            String key = chunk.path("key").asText();
            if (key.matches("[A-Za-z0-9._-]+/\\d+") && !key.startsWith(".") && chunk.isObject()) {
                Path from = attempt.report().resolve("data/casts").resolve(key + ".js");
                if (Files.isRegularFile(from)) {
                    String other = place.numbers().next();
                    copyChunk(from, other);
                    array.add(((ObjectNode) chunk.deepCopy()).put("key", other));
                }
            }
        }
        return array;
    }

    /** Copy a data file, with another key in its call. */
    private void copyChunk(Path from, String key) throws IOException {
        Path to = place.data().resolve("casts").resolve(key + ".js");
        Files.createDirectories(to.getParent());
        try (BufferedReader reader = Files.newBufferedReader(from);
                Writer writer = Files.newBufferedWriter(to)) {
            // The call begins with the kind and the key, which have no comma.
            for (int commas = 0, c; commas < 2 && (c = reader.read()) >= 0; ) {
                commas += c == ',' ? 1 : 0;
            }
            writer.write("qemuReport.receive(\"cast\",\"" + key + "\",");
            reader.transferTo(writer);
        }
    }
}
