package org.qemu.functional.trace.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of a trace. Every line is one write, so that {@code kill -9} loses nothing. Its size is
 * bounded: a test may send a million commands.
 */
final class TraceFile {
    /** The maximum size in bytes; the lines that end a trace are added to it. */
    static final long MAX_SIZE = 32L << 20;

    private final Path path;
    private final OutputStream out;
    private final long limit;
    private long size;
    private boolean closed;

    private TraceFile(Path path, OutputStream out, long limit) {
        this.path = path;
        this.out = out;
        this.limit = limit;
    }

    static TraceFile create(Path path, long limit) throws IOException {
        return new TraceFile(path, Files.newOutputStream(path), limit);
    }

    /** Return whether there is no room for more lines but those that end the trace. */
    boolean isFull() {
        return size >= limit;
    }

    void write(StringBuilder line) {
        if (closed) {
            return;
        }
        byte[] bytes = line.append('\n').toString().getBytes(UTF_8);
        try {
            out.write(bytes);
            size += bytes.length;
        } catch (IOException e) {
            // Report it once: a full disk would be reported for each line.
            System.err.println("cannot write to the trace '" + path + "': " + e.getMessage());
            close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            System.err.println("cannot close the trace '" + path + "': " + e.getMessage());
        }
    }
}
