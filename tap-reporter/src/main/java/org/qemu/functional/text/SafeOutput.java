package org.qemu.functional.text;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands text on line by line, as {@link SafeText#lines} makes it: what is printed, whoever prints
 * it, cannot command the terminal and shows no password. What is printed of a line that has not
 * ended is handed on when the stream is flushed.
 */
public final class SafeOutput extends OutputStream {
    /** Bytes of a line that are kept until it ends; what is longer is handed on in pieces. */
    private static final int LONGEST_LINE = 1 << 16;

    private final OutputStream out;
    private final Charset charset;
    private byte[] pending = new byte[256];
    private int length;

    private SafeOutput(OutputStream out, Charset charset) {
        this.out = out;
        this.charset = charset;
    }

    /**
     * Return a stream that is flushed at the end of each line and prints to {@code stream}, which
     * is standard output or standard error.
     *
     * @param encoding names the character set that {@code stream} has, such as the system property
     *     {@code sun.stderr.encoding}; {@code null} for that of the platform
     */
    public static PrintStream to(PrintStream stream, @Nullable String encoding) {
        Charset charset =
                encoding != null && Charset.isSupported(encoding)
                        ? Charset.forName(encoding)
                        : Charset.defaultCharset();
        // Not flushed by itself: that would be after each piece of a line, not after each line.
        return new PrintStream(new SafeOutput(new Checked(stream), charset), false, charset);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
        if (length + count > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(2 * pending.length, length + count));
        }
        System.arraycopy(bytes, offset, pending, length, count);
        int before = length;
        length += count;
        for (int i = length; i > before; i--) {
            if (pending[i - 1] == '\n') {
                hand(i);
                out.flush();
                break;
            }
        }
        if (length > LONGEST_LINE) {
            hand(length);
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        hand(length);
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        flush();
    }

    private void hand(int count) throws IOException {
        if (count == 0) {
            return;
        }
        String text = new String(pending, 0, count, charset);
        System.arraycopy(pending, count, pending, 0, length - count);
        length -= count;
        out.write(SafeText.lines(text).getBytes(charset));
    }

    /** Tells errors, which a print stream keeps to itself. */
    private static final class Checked extends OutputStream {
        private final PrintStream stream;

        Checked(PrintStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            stream.write(b);
            check();
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            stream.write(bytes, offset, count);
            check();
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
            check();
        }

        private void check() throws IOException {
            if (stream.checkError()) {
                throw new IOException("the stream cannot be written");
            }
        }
    }
}
