package org.qemu.functional.archive.internal.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of a decoding program. If the program fails, Java decodes the file again and
 * continues where the program stopped: either it reports what is wrong with the file, or the file
 * is valid and the program is to blame.
 */
final class ProgramStream extends InputStream {
    /** The callbacks used when a program fails or warns. */
    interface Fallback {
        /** Open a decoder in Java. */
        InputStream open() throws IOException;

        /** Report a warning of the program, such as ignored data. */
        void note(String what);

        /** Report that the program failed where Java succeeded. */
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
        feeder = packed.isEntireFile() ? null : feed(packed);
    }

    private Thread feed(FileSlice packed) {
        Thread thread =
                new Thread(
                        () -> {
                            try (InputStream from = packed.bytes();
                                    OutputStream to = process.getOutputStream()) {
                                from.transferTo(to);
                            } catch (IOException e) {
                                // Either the program has exited or it will miss the rest; its exit
                                // status reports that.
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
            failure = "it exited with status " + status;
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

    /** Kill the program, so that a read returns. Any thread may call this. */
    void abort() {
        closed = true;
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        abort();
        Uninterruptibles.end(process);
        errors.await();
        if (feeder != null) {
            Uninterruptibles.join(feeder);
        }
        process.getInputStream().close();
        in.close();
    }
}
