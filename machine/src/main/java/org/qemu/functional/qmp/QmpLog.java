package org.qemu.functional.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Timestamp;
import org.qemu.functional.text.SafeText;

/**
 * Write the messages on a monitor as a readable log: {@code ->} a command, {@code <-} its reply and
 * the time it took, {@code **} an event.
 *
 * <p>Each call writes to the file at once. If the file cannot be written, the log silently stops,
 * because the connection must continue.
 */
public final class QmpLog implements AutoCloseable {
    /**
     * The maximum length of a line, in characters: a list of all devices would make the log
     * unreadable.
     */
    private static final int MAX_LINE = 4096;

    /** The number of lines that are kept for quoting. */
    private static final int KEPT = 6;

    /** The maximum length of a quoted line, in characters. */
    private static final int MAX_QUOTED = 300;

    private final @Nullable OutputStream out;
    private final InstantSource clock;
    private final Deque<String> last = new ArrayDeque<>();
    private final Map<String, Long> askedNanos = new HashMap<>();
    private final QmpTrace trace;
    private boolean broken;

    QmpLog(@Nullable OutputStream out, InstantSource clock) {
        this(out, clock, QmpTrace.NONE);
    }

    private QmpLog(@Nullable OutputStream out, InstantSource clock, QmpTrace trace) {
        this.out = out;
        this.clock = clock;
        this.trace = trace;
    }

    /**
     * Create a log that appends to a file.
     *
     * @throws IOException if it cannot be written
     */
    public static QmpLog to(Path file) throws IOException {
        return new QmpLog(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                InstantSource.system());
    }

    /**
     * Create a log that appends to a file, and add the messages to the trace of the test.
     *
     * @param vm the name of the machine
     * @throws IOException if the file cannot be written
     */
    public static QmpLog to(Path file, String vm) throws IOException {
        return new QmpLog(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                InstantSource.system(),
                QmpTrace.of(vm));
    }

    /** Return what adds the messages to the trace of the test. */
    QmpTrace trace() {
        return trace;
    }

    /** Create a log that only keeps {@link #lastLines()}. */
    public static QmpLog toNowhere() {
        return new QmpLog(null, InstantSource.system());
    }

    synchronized void command(JsonNode message) {
        askedNanos.put(message.path("id").asText(), System.nanoTime());
        String name = message.path("execute").asText(message.path("exec-oob").asText());
        line(
                "-> "
                        + name
                        + (message.has("exec-oob") ? " (out of band)" : "")
                        + (message.has("arguments")
                                ? " " + excerpt(message.path("arguments"))
                                : ""));
    }

    synchronized void received(JsonNode message) {
        if (message.has("event")) {
            line("** " + message.path("event").asText() + " " + excerpt(message.path("data")));
            return;
        }
        if (message.has("QMP")) {
            line(
                    "<- greeting of QEMU "
                            + excerpt(message.path("QMP").path("version").path("qemu")));
            return;
        }
        Long asked = askedNanos.remove(message.path("id").asText());
        String took =
                asked == null ? "" : " (" + tenths((System.nanoTime() - asked) / 1e5) + " ms)";
        JsonNode error = message.path("error");
        line(
                error.isMissingNode()
                        ? "<- " + excerpt(message.path("return")) + took
                        : "<- %s: %s%s"
                                .formatted(
                                        error.path("class").asText(),
                                        error.path("desc").asText(),
                                        took));
    }

    /** Round to one decimal place without String.format, which would load locales. */
    private static BigDecimal tenths(double tenths) {
        return BigDecimal.valueOf(Math.round(tenths), 1);
    }

    synchronized void closed(String reason) {
        line("== " + reason);
    }

    private void line(String text) {
        String line =
                Timestamp.time(clock.instant()) + " " + Excerpt.cut(SafeText.line(text), MAX_LINE);
        last.add(Excerpt.cut(line, MAX_QUOTED));
        if (last.size() > KEPT) {
            last.remove();
        }
        if (out == null || broken) {
            return;
        }
        try {
            out.write((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            broken = true;
        }
    }

    private static String excerpt(JsonNode value) {
        return Json.excerpt(value, MAX_LINE);
    }

    /** Return the last lines, the oldest first. */
    public synchronized List<String> lastLines() {
        return List.copyOf(last);
    }

    @Override
    public synchronized void close() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                broken = true;
            }
        }
    }
}
