package org.qemu.functional.asset.internal.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.qemu.functional.asset.AssetProgram;

/** Another JVM, which reports its progress and does not outlive its test. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Child(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
    }

    /** Start {@link ExtractionMain}. */
    static Child unpacking(Fixture fixture, String... arguments) throws IOException {
        return start(ExtractionMain.class, List.of(), fixture, arguments);
    }

    static Child start(Class<?> program, List<String> options, Fixture fixture, String... arguments)
            throws IOException {
        return startUnder(List.of(), program, options, fixture, arguments);
    }

    /** Start a program with a command that changes its privileges. */
    static Child startUnder(
            List<String> wrapper,
            Class<?> program,
            List<String> options,
            Fixture fixture,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(AssetProgram.command(options, program.getName()));
        command.addAll(List.of(fixture.temp.toString(), fixture.base.toString()));
        command.addAll(Arrays.asList(arguments));
        return new Child(command);
    }

    /** Read up to the given line, and return the lines before it. */
    List<String> awaitLine(String expected) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(expected)) {
                return lines;
            }
            lines.add(line);
        }
        assertThat(lines).as("output before the process ended").contains(expected);
        return lines;
    }

    /** Continue the process. */
    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
