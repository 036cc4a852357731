package org.qemu.functional.asset.internal.maintenance.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.asset.internal.maintenance.EntryName;

/**
 * The first member of an archive of entries: {@code manifest.json}, {@code {"format":
 * "qemu-functional assets 1", "entries": [{"hash": …, "size": …, "url": …}, …]}}.
 */
final class ExportManifest {
    static final String NAME = "manifest.json";

    /** Maximum size in bytes; enough for a hundred thousand entries. */
    static final int LONGEST = 64 << 20;

    private static final String FORMAT = "qemu-functional assets 1";
    private static final int LONGEST_URL = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExportManifest() {}

    static byte[] write(List<ArchivedEntry> entries) {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("format", FORMAT);
        ArrayNode list = manifest.putArray("entries");
        for (ArchivedEntry entry : entries) {
            list.addObject()
                    .put("hash", entry.hash())
                    .put("size", entry.bytes())
                    .put("url", entry.url());
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON of strings and numbers can always be written", e);
        }
    }

    /**
     * Read what {@link #write} wrote, by hash.
     *
     * @throws IOException if it is not a manifest, or has another version
     */
    static Map<String, ArchivedEntry> read(byte[] content) throws IOException {
        JsonNode manifest;
        try {
            manifest = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "its %s is not valid JSON: %s".formatted(NAME, e.getOriginalMessage()), e);
        }
        String format = manifest.path("format").asText();
        if (!format.equals(FORMAT)) {
            throw new IOException(
                    "its %s has the format '%s', not '%s': another program or version wrote it"
                            .formatted(NAME, format, FORMAT));
        }
        Map<String, ArchivedEntry> entries = new LinkedHashMap<>();
        for (JsonNode entry : manifest.path("entries")) {
            String hash = entry.path("hash").asText();
            String url = entry.path("url").asText();
            if (EntryName.isHash(hash)) {
                boolean sane = url.length() <= LONGEST_URL && !url.matches(".*\\p{Cntrl}.*");
                entries.put(
                        hash,
                        new ArchivedEntry(
                                hash, sane ? url : "unknown", entry.path("size").asLong()));
            }
        }
        return entries;
    }
}
