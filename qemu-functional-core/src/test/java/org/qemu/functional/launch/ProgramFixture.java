package org.qemu.functional.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Starts the program as its users do, in a process of its own. */
public abstract class ProgramFixture {
    @TempDir protected Path folder;

    protected record Result(int status, String out, String err) {}

    protected ProcessBuilder program(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(ProgramFixture::isOfThisRun);
        builder.environment().remove("MESON_TEST_ITERATION");
        builder.environment().put("QEMU_BUILD_ROOT", folder.toString());
        builder.environment().putAll(environment);
        return builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
    }

    /** The speed of the host is the same for the program. */
    private static boolean isOfThisRun(String variable) {
        return variable.startsWith("QEMU_") && !variable.equals("QEMU_TEST_TIMEOUT_SCALE");
    }

    protected static List<String> java(String... rest) {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(rest));
        return command;
    }

    protected Result run(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        List<String> command = java(Main.class.getName());
        command.addAll(List.of(args));
        return result(program(environment, command).start());
    }

    protected Result result(Process process) throws IOException, InterruptedException {
        try {
            int status = process.waitFor();
            return new Result(
                    status,
                    Files.readString(folder.resolve("out")),
                    Files.readString(folder.resolve("err")));
        } finally {
            process.destroyForcibly(); // if a time-out ended the wait
        }
    }
}
