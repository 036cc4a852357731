package org.qemu.functional.trace.internal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a recording of each console from its log and the times of its bytes: asciicast, version 2,
 * see docs.asciinema.org/manual/asciicast/v2. Memory is bounded however long a log is.
 */
final class CastWriter {
    /** The maximum number of bytes of one event. */
    private static final int MAX_EVENT = 1 << 16;

    private final TestTrace trace;
    private final BufferedWriter out;

    private CastWriter(TestTrace trace, BufferedWriter out) {
        this.trace = trace;
        this.out = out;
    }

    /** Write the recordings of all consoles, and return their files. */
    static List<Path> write(TestTrace trace, List<ConsoleRecord> records) {
        Map<Path, List<ConsoleRecord>> byLog = new LinkedHashMap<>();
        for (ConsoleRecord record : records) {
            byLog.computeIfAbsent(record.log(), log -> new ArrayList<>()).add(record);
        }
        List<Path> written = new ArrayList<>();
        for (List<ConsoleRecord> runs : byLog.values()) {
            Path cast = runs.get(0).cast();
            if (!Files.exists(runs.get(0).log())) {
                continue; // the console was never opened
            }
            try (BufferedWriter out = Files.newBufferedWriter(cast)) {
                new CastWriter(trace, out).write(runs);
                written.add(cast);
            } catch (IOException e) {
                System.err.println("cannot write '" + cast + "': " + e.getMessage());
            }
        }
        return written;
    }

    private void write(List<ConsoleRecord> runs) throws IOException {
        ConsoleRecord first = runs.get(0);
        JsonFields header =
                new JsonFields()
                        .put("version", 2)
                        .put("width", 80)
                        .put("height", 24)
                        .put("timestamp", trace.startMillis() / 1000)
                        .put("title", first.vm() + " " + first.console());
        out.append('{').append(header.text()).append("}\n");
        for (int i = 0; i < runs.size(); i++) {
            long end = i + 1 < runs.size() ? runs.get(i + 1).logStart() : Long.MAX_VALUE;
            write(runs.get(i), end);
        }
    }

    private void write(ConsoleRecord run, long end) throws IOException {
        Iterator<ConsoleRecord.Typed> typed = run.typedTexts().iterator();
        ConsoleRecord.Typed next = typed.hasNext() ? typed.next() : null;
        ChunkTimes chunks = run.chunks();
        Utf8Pieces pieces = new Utf8Pieces();
        byte[] bytes = new byte[MAX_EVENT];
        long from = 0;
        try (ConsoleLogReader log = ConsoleLogReader.open(run.log(), run.logStart(), end)) {
            for (int i = 0; i < chunks.count(); i++) {
                while (next != null && next.nanos() < chunks.time(i)) {
                    event(next.nanos(), "i", next.text());
                    next = typed.hasNext() ? typed.next() : null;
                }
                while (from < chunks.end(i)) {
                    int read = log.read(bytes, (int) Math.min(MAX_EVENT, chunks.end(i) - from));
                    if (read <= 0) {
                        from = chunks.end(i); // the log is incomplete: the disk was full
                        break;
                    }
                    from += read;
                    event(chunks.time(i), "o", pieces.decode(bytes, read));
                }
            }
        }
        long last = chunks.count() == 0 ? 0 : chunks.time(chunks.count() - 1);
        event(last, "o", pieces.rest());
        for (; next != null; next = typed.hasNext() ? typed.next() : null) {
            event(next.nanos(), "i", next.text());
        }
    }

    private void event(long nanos, String code, String text) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        StringBuilder line = new StringBuilder(text.length() + 32);
        JsonFields.appendSeconds(line.append('['), nanos).append(",\"").append(code).append("\",");
        JsonFields.quote(line, text, Integer.MAX_VALUE);
        out.append(line.append("]\n"));
    }
}
