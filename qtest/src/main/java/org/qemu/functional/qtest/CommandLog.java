package org.qemu.functional.qtest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;

/**
 * Writes what is said into a file in the format of QEMU's {@code -qtest-log}, so that {@link
 * Replay} reads either: {@code [R +0.000123] inb 0x70} and {@code [S +0.000150] OK 0x0026}, in
 * seconds since the beginning. Long lines are cut, and say so. A full disk ends the log, not the
 * test.
 */
final class CommandLog implements AutoCloseable {
    /** The characters of a line that are kept. */
    static final int KEPT = 4096;

    /** Behind what was kept of a line; no command has it. */
    static final String CUT = " ...cut, ";

    private static final Log LOG = Log.of("qemu.qtest");

    private final Path file;
    private final long start = System.nanoTime();
    private final byte[] stamp = "[R +0000000000.000000] ".getBytes(US_ASCII);
    private @Nullable OutputStream out;

    CommandLog(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Lines that were sent. */
    void sent(byte[] lines, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (lines[i] == '\n') {
                write('R', lines, from, i);
                from = i + 1;
            }
        }
    }

    /** A line that came. */
    void came(ReplyLine line) {
        write('S', line.bytes(), line.from(), line.to());
    }

    private void write(char side, byte[] bytes, int from, int to) {
        OutputStream stream = out;
        if (stream == null) {
            return;
        }
        try {
            writeStamp(stream, side);
            if (to - from <= KEPT) {
                stream.write(bytes, from, to - from);
            } else {
                stream.write(bytes, from, KEPT);
                stream.write("%s%d characters in all".formatted(CUT, to - from).getBytes(US_ASCII));
            }
            stream.write('\n');
        } catch (IOException e) {
            fail(e);
        }
    }

    private void writeStamp(OutputStream stream, char side) throws IOException {
        stamp[1] = (byte) side;
        long micros = (System.nanoTime() - start) / 1000;
        int at = stamp.length - 3;
        for (int digit = 0; at > 3 && (micros > 0 || digit < 7); digit++) {
            if (digit == 6) {
                at--; // the point
            }
            stamp[at--] = (byte) ('0' + micros % 10);
            micros /= 10;
        }
        stream.write(stamp, 0, 4);
        stream.write(stamp, at + 1, stamp.length - at - 1);
    }

    private void fail(IOException e) {
        out = null;
        LOG.warn("the log '{}' ends here: {}", file, e.toString());
    }

    /** Bring to the file what was said so far. */
    void flush() {
        try {
            if (out != null) {
                out.flush();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void close() {
        flush();
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            fail(e);
        }
    }
}
