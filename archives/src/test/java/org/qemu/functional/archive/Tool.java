package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the real tools that create archives for the tests; a missing tool fails the test. */
public final class Tool {
    private static final Map<String, String> PACKAGES =
            Map.of("xz", "xz-utils", "ar", "binutils", "dpkg-deb", "dpkg", "lzma", "xz-utils");

    private Tool() {}

    /** Run a tool in a folder; write its standard output to the given file, if any. */
    public static void run(Path folder, String... command) {
        pipe(folder, null, null, command);
    }

    static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    public static void pipe(Path folder, @Nullable Path in, @Nullable Path out, String... command) {
        if (!isThere(command[0])) {
            fail(
                    "%s is missing: apt-get install %s"
                            .formatted(command[0], PACKAGES.getOrDefault(command[0], command[0])));
        }
        try {
            Path log = Files.createTempFile("tool", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectError(log.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.redirectInput(in == null ? new File("/dev/null") : in.toFile());
            builder.redirectOutput(out == null ? new File("/dev/null") : out.toFile());
            int status = builder.start().waitFor();
            assertThat(status)
                    .as("%s: %s", String.join(" ", command), Files.readString(log))
                    .isZero();
            Files.delete(log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
