package org.qemu.functional.archive.internal.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads the standard error of a program to its end and keeps the beginning. */
final class ProgramErrors {
    private static final int KEPT = 1000;

    private final InputStream in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;

    private ProgramErrors(InputStream in) {
        this.in = in;
        thread = new Thread(this::read, "unpack-errors");
        thread.setDaemon(true);
    }

    static ProgramErrors of(Process process) {
        ProgramErrors errors = new ProgramErrors(process.getErrorStream());
        errors.thread.start();
        return errors;
    }

    private void read() {
        byte[] chunk = new byte[KEPT];
        try (in) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                kept.write(chunk, 0, Math.min(n, KEPT - kept.size()));
            }
        } catch (IOException e) {
            // The program was killed.
        }
    }

    /** Wait until the program closes its standard error, at the latest when it exits. */
    void await() {
        Uninterruptibles.join(thread);
    }

    /**
     * Wait until the program closes its standard error, at the latest when it exits, and return the
     * beginning.
     */
    String text() {
        await();
        return kept.toString(UTF_8).strip();
    }
}
