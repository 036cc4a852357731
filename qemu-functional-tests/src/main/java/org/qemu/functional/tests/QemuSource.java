package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** QEMU's source, for tests of scripts in it; {@code QEMU_SRC} names the folder. */
public final class QemuSource {
    private QemuSource() {}

    /**
     * The result of a script.
     *
     * @param output its output, including errors
     */
    public record Result(int status, String output) {}

    /** Return the folder; skip the test if it is not set or is not QEMU's source. */
    public static Path locate() {
        String setting = System.getenv().getOrDefault("QEMU_SRC", "");
        if (setting.isEmpty()) {
            abort("QEMU's source is required: set QEMU_SRC to its folder");
        }
        Path source = Path.of(setting);
        if (!Files.isRegularFile(source.resolve("scripts/vmstate-static-checker.py"))) {
            abort("QEMU_SRC='%s' is not QEMU's source".formatted(setting));
        }
        return source;
    }

    /** Run a Python script. */
    public static Result run(Path script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
