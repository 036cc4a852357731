package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.logging.Log;

/**
 * Write the messages to a file in the format of QEMU's {@code -qtest-log}, so that {@link Replay}
 * reads both: {@code [R +0.000123] inb 0x70} and {@code [S +0.000150] OK 0x0026}, in seconds since
 * the start. Long lines are truncated with a note. A full disk ends the log, not the test.
 *
 * <p>The log is written for every command of every test and therefore makes no allocations. Other
 * threads may flush and close it.
 */
public final class CommandLog implements AutoCloseable {
    /** The maximum number of characters of a line that are kept. */
    static final int KEPT = 4096;

    /** Follows a truncated line; no command contains it. */
    static final String CUT = " ...cut, ";

    private static final Log LOG = Log.of("qemu.qtest");

    private static final int BUFFER = 1 << 16;

    /** An upper bound for the length of timestamp, truncation note and line end. */
    private static final int AROUND = 100;

    private final Path file;
    private final LongSupplier clock;
    private final long start;
    private final byte[] buffer = new byte[BUFFER];
    private final LogTimestamp stamp = new LogTimestamp();
    private final EmergencyExit.Registration lastWords = EmergencyExit.report(this::flush);
    private int length;
    private @Nullable OutputStream out;

    public CommandLog(Path file) {
        this(file, System::nanoTime);
    }

    /**
     * Create a log, or append to one.
     *
     * @param clock in nanoseconds
     */
    public CommandLog(Path file, LongSupplier clock) {
        this.file = file;
        this.clock = clock;
        this.start = clock.getAsLong();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            out = Files.newOutputStream(file, CREATE, APPEND);
        } catch (IOException e) {
            tellTheEnd(e);
        }
    }

    /** Record lines that were all sent now. */
    synchronized void sent(byte[] lines, int count) {
        if (out == null) {
            return;
        }
        long micros = micros();
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (lines[i] == '\n') {
                write('R', micros, lines, from, i);
                from = i + 1;
            }
        }
    }

    /** Record a received line. */
    synchronized void came(ReplyLine line) {
        if (out != null) {
            write('S', micros(), line.bytes(), line.from(), line.to());
        }
    }

    private long micros() {
        return (clock.getAsLong() - start) / 1000;
    }

    private void write(char side, long micros, byte[] bytes, int from, int to) {
        int kept = Math.min(KEPT, to - from);
        if (length + kept + AROUND > BUFFER) {
            flush();
        }
        length = stamp.write(side, micros, buffer, length);
        append(bytes, from, kept);
        if (kept < to - from) {
            byte[] note = "%s%d characters in all".formatted(CUT, to - from).getBytes(US_ASCII);
            append(note, 0, note.length);
        }
        buffer[length++] = '\n';
    }

    private void append(byte[] bytes, int from, int count) {
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    /** Return whether messages are still written. */
    synchronized boolean isOpen() {
        return out != null;
    }

    /** Write the recorded messages to the file. */
    synchronized void flush() {
        OutputStream stream = out;
        try {
            if (stream != null) {
                stream.write(buffer, 0, length);
            }
        } catch (IOException e) {
            tellTheEnd(e);
            end(stream);
        }
        length = 0;
    }

    private void end(OutputStream stream) {
        out = null;
        try {
            stream.close();
        } catch (IOException e) {
            tellTheEnd(e);
        }
    }

    private void tellTheEnd(IOException e) {
        LOG.warn("the log '{}' ends here: {}", file, e.toString());
    }

    @Override
    public synchronized void close() {
        lastWords.close();
        flush();
        if (out != null) {
            end(out);
        }
    }
}
