package org.qemu.functional.atf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.program.ProgramJvm;
import org.qemu.functional.text.ShellQuoting;

/** A program that kyua could run: one on libatf, or the launcher of a Java class. */
record TestProgram(Path file) {
    private static final ProgramJvm JVM =
            ProgramJvm.trainedBy(
                    Map.of(),
                    AtfProgram.class.getName(),
                    "--class",
                    TwinFixture.class.getName(),
                    "--program",
                    "twin",
                    "passes");

    /** What a program has written and its status, 128 and more after a signal. */
    record Output(int status, String stdout, String stderr) {}

    /** Compile a program, or skip the test if the compiler or libatf is missing. */
    static TestProgram ofC(Path folder, String name) throws Exception {
        Path source = folder.resolve(name + ".c");
        try (InputStream in = TestProgram.class.getResourceAsStream(name + ".c")) {
            Files.copy(in, source);
        }
        assumeTrue(isInstalled("cc"), "no C compiler 'cc': apt-get install gcc");
        assumeTrue(
                Files.exists(Path.of("/usr/include/atf-c.h")),
                "no /usr/include/atf-c.h: apt-get install libatf-dev");
        Path file = folder.resolve(name);
        Output compiler =
                execute(
                        folder,
                        Map.of(),
                        List.of("cc", "-o", file.toString(), source.toString(), "-latf-c"));
        assertEquals(0, compiler.status(), compiler.stderr());
        return new TestProgram(file);
    }

    /** Write a launcher that starts a JVM for each call. */
    static TestProgram ofJava(Path folder, String name, Class<?>... classes) throws IOException {
        List<String> words = new ArrayList<>(JVM.command());
        words.addAll(List.of("-Dfile.encoding=UTF-8", AtfProgram.class.getName()));
        for (Class<?> type : classes) {
            words.add("--class");
            words.add(type.getName());
        }
        String command = String.join(" ", words.stream().map(ShellQuoting::quote).toList());
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\nLC_ALL=C.UTF-8\nexport LC_ALL\nexec %s --program \"$0\" \"$@\"\n"
                        .formatted(command));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new TestProgram(file);
    }

    /** Run the program in a folder. */
    Output run(Path folder, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(arguments);
        return execute(folder, Map.of(), command);
    }

    /** Run a command. */
    static Output execute(Path folder, Map<String, String> environment, List<String> command)
            throws Exception {
        Path stdout = Files.createTempFile("stdout", "");
        Path stderr = Files.createTempFile("stderr", "");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectOutput(stdout.toFile())
                            .redirectError(stderr.toFile());
            builder.environment().putAll(environment);
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            Process process = builder.start();
            process.getOutputStream().close();
            int status = process.waitFor();
            return new Output(
                    status,
                    new String(Files.readAllBytes(stdout), UTF_8),
                    new String(Files.readAllBytes(stderr), UTF_8));
        } finally {
            Files.delete(stdout);
            Files.delete(stderr);
        }
    }

    static boolean isInstalled(String program) throws Exception {
        return execute(Path.of("/"), Map.of(), List.of("sh", "-c", "command -v " + program))
                        .status()
                == 0;
    }
}
