package org.qemu.functional.launch.internal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Tells {@code scripts/bundle} when programs begin and end, one line for each event: its name, the
 * program's name and for some a value, separated by tabs. Thread-safe.
 */
public final class BundleEvents {
    private final OutputStream out;

    /**
     * Create the events.
     *
     * @param out the raw stream: each line must arrive even if the JVM is killed after it
     */
    public BundleEvents(OutputStream out) {
        this.out = out;
    }

    void began(String program) {
        write("began\t" + program);
    }

    void ended(String program, int status) {
        write("ended\t" + program + "\t" + status);
    }

    void stuck(String program, String reason) {
        write("stuck\t" + program + "\t" + reason.replaceAll("[\t\n\r]", " "));
    }

    private synchronized void write(String line) {
        try {
            out.write((line + "\n").getBytes(UTF_8));
            out.flush();
        } catch (IOException e) {
            // Nobody is there to run for.
            throw new UncheckedIOException("cannot report what the programs do", e);
        }
    }
}
