package org.qemu.functional;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.qemu.functional.machine.QemuBinary;

/** What to paste to run a test again; only a run of the jar knows how it was started. */
final class RerunCommand {
    private RerunCommand() {}

    /**
     * Return it, if it is known.
     *
     * @param variables to set: see {@link RerunVariables}
     */
    static Optional<String> of(QemuBinary binary, String selector, Map<String, String> variables) {
        String jar = System.getProperty("java.class.path");
        if (!jar.endsWith(".jar") || jar.contains(File.pathSeparator)) {
            return Optional.empty();
        }
        return Optional.of(
                "QEMU_TEST_QEMU_BINARY=%s %sjava -jar %s '%s'"
                        .formatted(
                                binary,
                                assignments(variables),
                                Path.of(jar).toAbsolutePath(),
                                selector));
    }

    private static String assignments(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()) + " ")
                .collect(Collectors.joining());
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? value
                : "'" + value.replace("'", "'\\''") + "'";
    }
}
