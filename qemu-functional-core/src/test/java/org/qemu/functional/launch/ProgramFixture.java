package org.qemu.functional.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.program.ProgramJvm;

/** Starts the program as users do, in its own process. */
public abstract class ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    private static final ProgramJvm JVM =
            ProgramJvm.trainedBy(
                    Map.of("QEMU_TEST_QEMU_BINARY", qemu()),
                    Main.class.getName(),
                    FIXTURES + "WatchedFixture#fails",
                    FIXTURES + "VerdictsFixture#passes");

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

    /**
     * Return whether a variable describes this run: the speed of the host is the same for the
     * program.
     */
    private static boolean isOfThisRun(String variable) {
        return variable.startsWith("QEMU_") && !variable.equals("QEMU_TEST_TIMEOUT_SCALE");
    }

    protected static List<String> java(String... rest) {
        List<String> command = new ArrayList<>(JVM.command());
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
            process.destroyForcibly(); // if a timeout ended the wait
        }
    }

    /** Return a QEMU binary of this host. */
    protected static String qemu() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, "qemu-system-x86_64"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
    }

    /**
     * Create a jar whose manifest has this test's class path, like the jar of the test programs.
     */
    protected Path runnableJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.putValue("Add-Opens", "java.base/java.io java.base/sun.nio.ch");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("program.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
