package org.qemu.functional.condition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.settings.HarnessSettings;

/**
 * The properties of this host that conditions depend on.
 *
 * @param environment the environment variables
 * @param operatingSystem the name that {@code uname -s} prints
 * @param machine the name that {@code uname -m} prints
 * @param limits a file in the format of Linux's {@code /proc/self/limits}
 */
record Host(Map<String, String> environment, String operatingSystem, String machine, Path limits) {
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final String LOCKED_MEMORY = "Max locked memory";

    static Host system() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        return new Host(
                HarnessSettings.current().environment(),
                os.startsWith("Mac") ? "Darwin" : os,
                arch.equals("amd64") ? "x86_64" : arch,
                Path.of("/proc/self/limits"));
    }

    /** Return whether a variable is set, to any value, as in QEMU's framework. */
    boolean isSet(String variable) {
        return environment.containsKey(variable);
    }

    boolean hasCommand(String name) {
        return ProgramPath.find(name, environment).isPresent();
    }

    /** Return the hard limit on locked memory in bytes, {@link #UNLIMITED} if there is none. */
    long lockedMemory() {
        try {
            // Max locked memory         8388608              8388608              bytes
            return Files.readAllLines(limits).stream()
                    .filter(line -> line.startsWith(LOCKED_MEMORY))
                    .map(line -> line.substring(LOCKED_MEMORY.length()).trim().split("\\s+", -1)[1])
                    .mapToLong(hard -> hard.equals("unlimited") ? UNLIMITED : Long.parseLong(hard))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '%s'".formatted(limits), e);
        }
    }
}
