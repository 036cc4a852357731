package org.qemu.functional.debug.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.text.ShellQuoting;

/** Build the command that runs a test again, with the launcher that runs it now. */
public final class RerunCommand {
    private static final String BINARY = "QEMU_TEST_QEMU_BINARY";

    /** What fits into a few lines of a report; a class path does not. */
    private static final int LONGEST = 1000;

    private RerunCommand() {}

    /**
     * Return the command; empty if it is unknown.
     *
     * @param variables the environment variables to set
     */
    public static Optional<String> of(
            QemuBinary binary, SelectedTest test, Map<String, String> variables) {
        return of(Optional.of(binary.toString()), test, variables);
    }

    /**
     * Return the command for a test for which no QEMU was found; empty if it is unknown.
     *
     * @param environment the environment of this program, which may name a QEMU
     */
    public static Optional<String> of(Map<String, String> environment, String selector) {
        return of(
                Optional.ofNullable(environment.get(BINARY)), SelectedTest.of(selector), Map.of());
    }

    /**
     * Return the command or, if it is too long to be read, one that runs a script with it.
     *
     * @param script the file for the script, which is written only if it is needed
     */
    public static String shortened(String command, Path script) {
        if (command.length() <= LONGEST) {
            return command;
        }
        try {
            Files.writeString(script, command + "\n");
        } catch (IOException e) {
            return command;
        }
        return "sh " + ShellQuoting.quoteIfNeeded(script.toAbsolutePath().toString());
    }

    private static Optional<String> of(
            Optional<String> binary, SelectedTest test, Map<String, String> variables) {
        return TestLauncher.current()
                .command(test)
                .map(
                        command ->
                                binary.map(path -> assignment(BINARY, path)).orElse("")
                                        + assignments(variables)
                                        + command);
    }

    private static String assignments(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> assignment(variable.getKey(), variable.getValue()))
                .collect(Collectors.joining());
    }

    private static String assignment(String variable, String value) {
        return variable + "=" + ShellQuoting.quoteIfNeeded(value) + " ";
    }
}
