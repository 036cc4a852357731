package org.qemu.functional.debug.internal;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.text.ShellQuoting;

/**
 * Build the command that runs a test again. It is known only if the program was started from the
 * jar.
 */
public final class RerunCommand {
    private static final String BINARY = "QEMU_TEST_QEMU_BINARY";

    private RerunCommand() {}

    /**
     * Return the command; empty if it is unknown.
     *
     * @param variables the environment variables to set
     */
    public static Optional<String> of(
            QemuBinary binary, String selector, Map<String, String> variables) {
        return of(Optional.of(binary.toString()), selector, variables);
    }

    /**
     * Return the command for a test for which no QEMU was found; empty if it is unknown.
     *
     * @param environment the environment of this program, which may name a QEMU
     */
    public static Optional<String> of(Map<String, String> environment, String selector) {
        return of(Optional.ofNullable(environment.get(BINARY)), selector, Map.of());
    }

    private static Optional<String> of(
            Optional<String> binary, String selector, Map<String, String> variables) {
        String jar = System.getProperty("java.class.path");
        if (!jar.endsWith(".jar") || jar.contains(File.pathSeparator)) {
            return Optional.empty();
        }
        return Optional.of(
                "%s%sjava -jar %s '%s'"
                        .formatted(
                                binary.map(
                                                path ->
                                                        BINARY
                                                                + "="
                                                                + ShellQuoting.quoteIfNeeded(path)
                                                                + " ")
                                        .orElse(""),
                                assignments(variables),
                                ShellQuoting.quoteIfNeeded(
                                        Path.of(jar).toAbsolutePath().toString()),
                                selector));
    }

    private static String assignments(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(
                        variable ->
                                variable.getKey()
                                        + "="
                                        + ShellQuoting.quoteIfNeeded(variable.getValue())
                                        + " ")
                .collect(Collectors.joining());
    }
}
