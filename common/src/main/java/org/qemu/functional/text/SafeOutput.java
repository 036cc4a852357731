package org.qemu.functional.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes text line by line, as {@link SafeText#lines} returns it: the output cannot control the
 * terminal and shows no password, whoever prints it. The beginning of an unfinished line is written
 * when the stream is flushed. Nothing is written after the first error.
 */
public final class SafeOutput extends OutputStream {
    /** Maximum number of bytes buffered until a line ends; longer lines are written in pieces. */
    private static final int LONGEST_LINE = 1 << 16;

    private final OutputStream out;
    private final Charset charset;
    private final @Nullable Path descriptor;
    private Runnable whenReaderLeaves = () -> {};
    private byte[] pending = new byte[256];
    private int length;
    private @Nullable IOException failure;

    private SafeOutput(OutputStream out, Charset charset, @Nullable Path descriptor) {
        this.out = out;
        this.charset = charset;
        this.descriptor = descriptor;
    }

    /** Return an output that writes to a stream in a character set. */
    public static SafeOutput to(OutputStream stream, Charset charset) {
        return new SafeOutput(stream, charset, null);
    }

    /** Return an output that writes to standard output. */
    public static SafeOutput standardOutput() {
        return standard(FileDescriptor.out, 1, "stdout.encoding", "sun.stdout.encoding");
    }

    /** Return an output that writes to standard error. */
    public static SafeOutput standardError() {
        return standard(FileDescriptor.err, 2, "stderr.encoding", "sun.stderr.encoding");
    }

    private static SafeOutput standard(FileDescriptor descriptor, int number, String... names) {
        Charset charset = Charset.defaultCharset();
        for (String name : names) {
            String encoding = System.getProperty(name, "");
            if (!encoding.isEmpty() && Charset.isSupported(encoding)) {
                charset = Charset.forName(encoding);
                break;
            }
        }
        return new SafeOutput(
                new FileOutputStream(descriptor), charset, Path.of("/proc/self/fd/" + number));
    }

    /** Return a stream to print to. */
    public PrintStream print() {
        // No automatic flush: it would flush after each part of a line, not after each line.
        return new PrintStream(this, false, charset);
    }

    /**
     * Set an action to run when a write fails because the pipe has no reader any more.
     *
     * @param action is run on the thread that prints
     * @return this
     */
    public synchronized SafeOutput whenReaderLeaves(Runnable action) {
        whenReaderLeaves = action;
        return this;
    }

    /** Return the first error, if any. */
    public synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Return whether the first error is that the pipe has no reader any more. */
    public synchronized boolean isReaderGone() {
        return failure != null && isPipe();
    }

    /** A pipe has only this error. The kernel's message cannot be compared: it is localized. */
    private boolean isPipe() {
        if (descriptor != null) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("pipe:") || target.startsWith("socket:");
            } catch (IOException e) {
                // No /proc: rely on the message. Most languages keep the word "pipe" in it.
            }
        }
        return String.valueOf(failure).toLowerCase(Locale.ROOT).contains("pipe");
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) {
        if (length + count > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(2 * pending.length, length + count));
        }
        System.arraycopy(bytes, offset, pending, length, count);
        int before = length;
        length += count;
        for (int i = length; i > before; i--) {
            if (pending[i - 1] == '\n') {
                writeSafely(i);
                break;
            }
        }
        if (length > LONGEST_LINE) {
            writeSafely(length);
        }
    }

    @Override
    public synchronized void flush() {
        writeSafely(length);
    }

    @Override
    public synchronized void close() {
        flush();
    }

    private void writeSafely(int count) {
        if (count == 0) {
            return;
        }
        String text = new String(pending, 0, count, charset);
        System.arraycopy(pending, count, pending, 0, length - count);
        length -= count;
        if (failure != null) {
            return;
        }
        try {
            out.write(SafeText.lines(text).getBytes(charset));
            out.flush();
        } catch (IOException e) {
            failure = e;
            if (isPipe()) {
                whenReaderLeaves.run();
            }
        }
    }
}
