package org.qemu.functional.nativetest.internal.compile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.qemu.functional.text.ShellQuoting;

/**
 * The run of a program that ends by itself, such as a compiler.
 *
 * @param status the exit status
 * @param output standard output and standard error
 */
public record ToolRun(int status, String output) {
    /**
     * Run a program without input.
     *
     * @throws IOException if it cannot be started, does not end in time, or this thread is
     *     interrupted, which stays set
     */
    public static ToolRun of(List<String> command, Path folder, Duration timeout)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true);
        // What belongs to a JVM under test does not belong to its tools.
        builder.environment().remove("LD_PRELOAD");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            var unused =
                    process.onExit()
                            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                            .exceptionally(
                                    late -> {
                                        process.destroyForcibly();
                                        return process;
                                    });
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException(
                        "%s did not end within %s".formatted(quoted(command), timeout));
            }
            return new ToolRun(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Return a command as it can be pasted into a shell. */
    public static String quoted(List<String> command) {
        return command.stream().map(ShellQuoting::quoteIfNeeded).collect(Collectors.joining(" "));
    }
}
