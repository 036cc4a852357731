package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.qemu.functional.logging.Timestamp;
import org.qemu.functional.trace.internal.ConsoleRecord;

/**
 * Write the output of a console to a file, byte for byte. Each line is prefixed by the time at
 * which its first byte arrived: {@code 2026-11-20 21:17:35,123: text}, as in Python's {@code
 * %(asctime)s: %(message)s}.
 *
 * <p>Each call writes to the file at once, so that all output that a test has seen is in the file
 * even after a {@code kill -9}.
 */
public final class Transcript implements AutoCloseable {
    private final OutputStream out;
    private final InstantSource clock;
    private final ConsoleRecord record;
    private byte[] line = new byte[1 << 16];
    private boolean atLineStart = true;
    private Optional<IOException> failure = Optional.empty();

    Transcript(OutputStream out, InstantSource clock) {
        this(out, clock, ConsoleRecord.NONE);
    }

    private Transcript(OutputStream out, InstantSource clock, ConsoleRecord record) {
        this.out = out;
        this.clock = clock;
        this.record = record;
    }

    /**
     * Open a transcript that appends to a file.
     *
     * @throws IOException if the file cannot be written
     */
    public static Transcript to(Path file) throws IOException {
        return to(file, ConsoleRecord.NONE);
    }

    /**
     * Open a transcript that appends to a file, and record in a test's trace when bytes arrive.
     *
     * @throws IOException if the file cannot be written
     */
    @SuppressWarnings("exports") // only the launch of a machine has a record
    public static Transcript to(Path file, ConsoleRecord record) throws IOException {
        return new Transcript(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                InstantSource.system(),
                record);
    }

    /** Return what the trace of the test has of the console. */
    @SuppressWarnings("exports") // for the steps of waits
    public ConsoleRecord record() {
        return record;
    }

    /**
     * Return the first write error, such as a full disk; the console continues without its
     * transcript.
     */
    public synchronized Optional<IOException> failure() {
        return failure;
    }

    synchronized void write(byte[] bytes, int length) {
        record.received(length);
        if (failure.isPresent()) {
            return;
        }
        byte[] prefix = prefix();
        int filled = 0;
        int from = 0;
        while (from < length) {
            int to = endOfLine(bytes, from, length);
            ensure(filled + prefix.length + to - from);
            if (atLineStart) {
                System.arraycopy(prefix, 0, line, filled, prefix.length);
                filled += prefix.length;
            }
            System.arraycopy(bytes, from, line, filled, to - from);
            filled += to - from;
            atLineStart = bytes[to - 1] == '\n';
            from = to;
        }
        try {
            out.write(line, 0, filled);
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    private byte[] prefix() {
        return (Timestamp.dateAndTime(clock.instant()) + ": ").getBytes(US_ASCII);
    }

    private static int endOfLine(byte[] bytes, int from, int length) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return length;
    }

    private void ensure(int size) {
        if (size > line.length) {
            line = Arrays.copyOf(line, Math.max(size, line.length * 2));
        }
    }

    /** Close the file; {@link #failure()} returns an error if the output is incomplete. */
    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            if (failure.isEmpty()) {
                failure = Optional.of(e);
            }
        }
    }
}
