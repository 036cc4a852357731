package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.qemu.functional.report.internal.input.TextFiles;
import org.qemu.functional.report.internal.model.DataJson;

/** Reads asciicast v2 line by line; damaged lines are ignored. */
public final class CastReader {
    private CastReader() {}

    /** Read a file, and return the size of its terminal. */
    public static TerminalSize read(Path file, ConsoleEvents events) throws IOException {
        TerminalSize size = TerminalSize.DEFAULT;
        double last = 0;
        try (BufferedReader lines = TextFiles.reader(file)) {
            for (String line; (line = lines.readLine()) != null; ) {
                JsonNode node;
                try {
                    node = DataJson.mapper().readTree(line);
                } catch (JsonProcessingException e) {
                    continue;
                }
                if (node == null) {
                    continue;
                }
                if (node.isObject()) {
                    size = TerminalSize.of(node.path("width").asInt(), node.path("height").asInt());
                } else if (node.isArray() && node.path(2).isTextual()) {
                    // Times of a recording grow; a reader may seek by them.
                    double t = node.path(0).asDouble(last);
                    last = Double.isFinite(t) ? Math.max(last, t) : last;
                    String type = node.path(1).asText();
                    if (type.equals("o") || type.equals("i")) {
                        events.event(last, type, node.path(2).asText());
                    }
                }
            }
        }
        return size;
    }
}
