package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.TextFiles;
import org.qemu.functional.report.internal.model.DataJson;

/**
 * Reads {@code trace.jsonl}, line by line.
 *
 * <p>A line that was cut off is ignored; what is not known is kept as a note. So the trace of a
 * program that was killed can be read up to its end.
 */
public final class TraceReader {
    private final StepTable steps = new StepTable();
    private final StateTable states = new StateTable();
    private final List<ConsoleFiles> consoles = new ArrayList<>();
    private final List<HostLoad> loads = new ArrayList<>();
    private @Nullable String started;
    private @Nullable String qemu;
    private @Nullable String host;
    private double last;

    private TraceReader() {}

    /** Read a file. */
    public static TraceContent read(Path file) throws IOException {
        TraceReader reader = new TraceReader();
        try (BufferedReader lines = TextFiles.reader(file)) {
            for (String line; (line = lines.readLine()) != null; ) {
                reader.line(line);
            }
        }
        return new TraceContent(
                reader.started,
                reader.last,
                reader.qemu,
                reader.host,
                reader.states.machines(),
                reader.steps.all(),
                List.copyOf(reader.consoles),
                reader.steps.screens(),
                List.copyOf(reader.loads));
    }

    private void line(String line) {
        JsonNode node;
        try {
            node = DataJson.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return;
        }
        if (node == null || !node.isObject()) {
            return;
        }
        double t = node.path("t").asDouble(last);
        if (!Double.isFinite(t) || t < 0) {
            t = last;
        }
        last = Math.max(last, t);
        switch (node.path("event").asText()) {
            case "trace" -> {
                started = text(node, "started");
                qemu = text(node, "qemu");
                host = text(node, "host");
            }
            case "begin" -> {
                steps.begin(node, t);
                states.begin(node, t);
            }
            case "end" -> {
                JsonNode begin = steps.end(node, t);
                if (begin != null) {
                    states.end(begin, node, t);
                }
            }
            case "instant" -> {
                if (!states.instant(node, t)) {
                    steps.instant(node, t);
                }
            }
            case "console" -> consoles.add(console(node));
            case "host" -> loads.add(load(node, t));
            default -> steps.instant(node, t);
        }
    }

    private static ConsoleFiles console(JsonNode node) {
        return new ConsoleFiles(
                node.path("vm").asText("default"),
                node.path("console").asText("console"),
                text(node, "log"),
                text(node, "cast"));
    }

    private static HostLoad load(JsonNode node, double t) {
        return new HostLoad(
                t,
                node.path("load").asDouble(),
                node.path("memoryAvailable").asLong(),
                node.path("memoryTotal").asLong(),
                node.path("cpus").asInt());
    }

    private static @Nullable String text(JsonNode node, String key) {
        return node.path(key).isTextual() ? node.path(key).asText() : null;
    }
}
