package org.qemu.functional.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** Runs a program of the host that prepares what a test needs, such as a compiler. */
public final class HostProgram {
    private HostProgram() {}

    /**
     * Run a command, wait until it has ended, and return its output and its errors.
     *
     * @throws UncheckedIOException if it cannot be started or fails; the message quotes its output
     */
    public static String run(Object... command) {
        List<String> words = Stream.of(command).map(Object::toString).toList();
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("exit status %d: %s".formatted(status, output.strip()));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "'%s' failed: %s".formatted(String.join(" ", words), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(
                    new IOException("interrupted while running " + words, e));
        }
    }
}
