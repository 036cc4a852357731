package org.qemu.functional.precache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.qemu.functional.program.ProgramJvm;

/** Runs the command as users do, in its own process with its own cache. */
record PrecacheProgram(Path folder, Path cache) {
    private static final ProgramJvm JVM =
            ProgramJvm.trainedBy(
                    Map.of(), PrecacheCommand.class.getName(), "list", "arm.CanonA1100Test");

    record Result(int status, String out, String err) {}

    PrecacheProgram(Path folder) {
        this(folder, folder.resolve("cache"));
    }

    Result run(String... args) throws IOException, InterruptedException {
        return run(Map.of(), args);
    }

    Result run(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        return finish(start(environment, commandLine(args)));
    }

    /** Run the command on a terminal, which merges both outputs. */
    Result runOnTerminal(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        String line =
                commandLine(args).stream()
                        .map(arg -> "'" + arg + "'")
                        .collect(Collectors.joining(" "));
        return finish(start(environment, List.of("script", "-qec", line, "/dev/null")));
    }

    Process start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .keySet()
                .removeIf(
                        name ->
                                name.startsWith("QEMU_")
                                        && !name.equals("QEMU_TEST_TIMEOUT_SCALE"));
        builder.environment().put("QEMU_TEST_CACHE_DIR", cache.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    static List<String> commandLine(String... args) {
        List<String> command = new ArrayList<>(JVM.command());
        command.add(PrecacheCommand.class.getName());
        command.addAll(List.of(args));
        return command;
    }

    private Result finish(Process process) throws IOException, InterruptedException {
        int status = process.waitFor();
        return new Result(
                status,
                Files.readString(folder.resolve("out")),
                Files.readString(folder.resolve("err")));
    }
}
