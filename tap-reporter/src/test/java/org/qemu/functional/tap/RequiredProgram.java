package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a program that a test needs. If it is missing, the test fails with the name of the package
 * to install.
 */
record RequiredProgram(String debianPackage) {

    record Result(int status, String output) {}

    Result run(Path directory, List<String> command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("MESON_") || name.startsWith("HARNESS_"));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "'%s' cannot be run; apt-get install %s"
                            .formatted(command.get(0), debianPackage),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
