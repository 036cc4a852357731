package org.qemu.functional.trace.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the output of a console back from its log, in which each line begins with the time at which
 * its first byte arrived.
 */
final class ConsoleLogReader implements AutoCloseable {
    /** The length of {@code 2026-11-20 21:17:35,123: }. */
    static final int PREFIX = 25;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private long left;
    private boolean atLineStart = true;

    private ConsoleLogReader(InputStream in, long left) {
        this.in = in;
        this.left = left;
    }

    /**
     * Open a part of a log that begins with a time.
     *
     * @param start where the part begins
     * @param end where it ends, at most
     */
    static ConsoleLogReader open(Path log, long start, long end) throws IOException {
        InputStream file = Files.newInputStream(log);
        try {
            file.skipNBytes(start);
            return new ConsoleLogReader(new BufferedInputStream(file, BUFFER), end - start);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Read output.
     *
     * @return the number of bytes, fewer than wanted only at the end
     */
    int read(byte[] bytes, int wanted) throws IOException {
        int count = 0;
        while (count < wanted) {
            if (atLineStart) {
                for (int i = 0; i < PREFIX; i++) {
                    if (next() < 0) {
                        return count;
                    }
                }
                atLineStart = false;
            }
            int b = next();
            if (b < 0) {
                return count;
            }
            bytes[count++] = (byte) b;
            atLineStart = b == '\n';
        }
        return count;
    }

    private int next() throws IOException {
        if (left-- <= 0) {
            return -1;
        }
        return in.read();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
