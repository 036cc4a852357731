package org.qemu.functional.archive.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a program decodes. If the program does not end well, Java decodes the file once more
 * and goes on where the program stopped: it says what is wrong with the file or, if nothing is,
 * then it was the program.
 */
final class ProgramStream extends InputStream {
    /** What is done when a program is of no use. */
    interface Fallback {
        /** Opens a decoder in Java. */
        InputStream open() throws IOException;

        /** Takes note of what the program left out. */
        void note(String what);

        /** Takes note that the program fails where Java does not. */
        void blame(String why);
    }

    private final Process process;
    private final Fallback fallback;
    private final @Nullable Thread feeder;
    private final ProgramErrors errors;
    private InputStream in;
    private long delivered;
    private @Nullable String failure;
    private boolean ended;
    private volatile boolean closed;

    ProgramStream(Program program, FileSlice packed, Fallback fallback) throws IOException {
        this.fallback = fallback;
        process = program.start(packed);
        in = process.getInputStream();
        errors = ProgramErrors.of(process);
        feeder = packed.isWhole() ? null : feed(packed);
    }

    private Thread feed(FileSlice packed) {
        Thread thread =
                new Thread(
                        () -> {
                            try (InputStream from = packed.bytes();
                                    OutputStream to = process.getOutputStream()) {
                                from.transferTo(to);
                            } catch (IOException e) {
                                // The program has ended or will miss the rest: its status tells.
                            }
                        },
                        "unpack-feed");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int n = in.read(bytes, offset, length);
        if (n < 0 && failure == null && !endedWell()) {
            in = inJava();
            n = in.read(bytes, offset, length);
        }
        if (n > 0) {
            delivered += n;
        } else if (n < 0) {
            ended = true;
            if (failure != null && (delivered > 0 || !failure.isEmpty())) {
                fallback.blame(failure);
            }
        }
        return n;
    }

    private boolean endedWell() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        int status;
        try {
            status = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (closed) {
            throw new IOException("closed");
        }
        if (status != 0) {
            failure = "it ended with status " + status;
        } else if (delivered == 0) {
            failure = ""; // an empty file, or a program that does nothing
        }
        String said = errors.text();
        if (status == 0 && !said.isEmpty()) {
            fallback.note(said);
        }
        return failure == null;
    }

    private InputStream inJava() throws IOException {
        InputStream java = fallback.open();
        try {
            java.skipNBytes(delivered);
            return java;
        } catch (IOException | RuntimeException e) {
            java.close();
            throw e;
        }
    }

    /** Kills the program, so that a read returns; from any thread. */
    void abort() {
        closed = true;
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        abort();
        Uninterruptibles.end(process);
        if (feeder != null) {
            Uninterruptibles.join(feeder);
        }
        process.getInputStream().close();
        in.close();
    }
}
