package org.qemu.functional.trace.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a test's trace has of a console from one launch on: when how many bytes arrived, and what
 * was typed. The bytes themselves are in the console's log. Thread-safe.
 */
public final class ConsoleRecord {
    /** A record that is not kept. */
    public static final ConsoleRecord NONE = new ConsoleRecord(TestTrace.NONE, "", "", Path.of(""));

    /** The maximum number of typed characters, beyond which a trace has no more of them. */
    static final int MAX_TYPED = 1 << 20;

    /** The maximum number of typed texts. */
    private static final int MAX_TYPED_TEXTS = 10_000;

    private static final String LOG = ".log";

    private final TestTrace trace;
    private final String vm;
    private final String console;
    private final Path log;
    private final long logStart;
    private final ChunkTimes chunks = new ChunkTimes();
    private final List<Typed> typed = new ArrayList<>();
    private int typedLength;

    /** A typed text and its time since the start of the trace. */
    record Typed(long nanos, String text) {}

    ConsoleRecord(TestTrace trace, String vm, String console, Path log) {
        this.trace = trace;
        this.vm = vm;
        this.console = console;
        this.log = log;
        this.logStart = size(log);
    }

    private static long size(Path log) {
        try {
            return log.toString().isEmpty() ? 0 : Files.size(log);
        } catch (IOException e) {
            return 0; // not written yet
        }
    }

    /** Record the arrival of bytes. Cheap, because it delays the console's reader. */
    public void received(int bytes) {
        if (this != NONE) {
            synchronized (this) {
                chunks.add(trace.now(), bytes);
            }
        }
    }

    /** Record a text that is typed by the test. */
    public void typed(String text) {
        if (this == NONE || !isKept(text)) {
            return;
        }
        TestTrace to = trace.orCurrent();
        String title = text.strip();
        to.instant(
                to.entry("type", title.isEmpty() ? "key" : title)
                        .put("vm", vm)
                        .put("console", console)
                        .put("text", text));
    }

    /** Record bytes that are sent by the test and need not be text. */
    public void typed(byte[] bytes) {
        if (this == NONE) {
            return;
        }
        TestTrace to = trace.orCurrent();
        to.instant(
                to.entry("type", bytes.length + " bytes")
                        .put("vm", vm)
                        .put("console", console)
                        .put("hex", Hex.excerpt(bytes)));
    }

    private synchronized boolean isKept(String text) {
        if (typed.size() >= MAX_TYPED_TEXTS || text.length() > MAX_TYPED - typedLength) {
            return false;
        }
        typedLength += text.length();
        typed.add(new Typed(trace.now(), text));
        return true;
    }

    TestTrace trace() {
        return trace;
    }

    public String vm() {
        return vm;
    }

    public String console() {
        return console;
    }

    Path log() {
        return log;
    }

    /** Return where the output of this record begins in the log, in bytes. */
    long logStart() {
        return logStart;
    }

    /** Return the file of the recording. */
    Path cast() {
        String name = log.getFileName().toString();
        String stem = name.endsWith(LOG) ? name.substring(0, name.length() - LOG.length()) : name;
        return log.resolveSibling(stem + ".cast");
    }

    synchronized ChunkTimes chunks() {
        return chunks;
    }

    synchronized List<Typed> typedTexts() {
        return List.copyOf(typed);
    }
}
