package org.qemu.functional.condition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.settings.HarnessSettings;

/**
 * What conditions may know of the machine that runs the tests.
 *
 * @param environment the environment variables
 * @param operatingSystem as {@code uname -s} prints it
 * @param machine as {@code uname -m} prints it
 * @param limits a file in the form of Linux's {@code /proc/self/limits}
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

    /** As in QEMU's framework: set, to whatever value. */
    boolean isSet(String variable) {
        return environment.containsKey(variable);
    }

    boolean hasCommand(String name) {
        return ProgramPath.find(name, environment).isPresent();
    }

    /** The hard limit on locked memory in bytes, {@link #UNLIMITED} if there is none. */
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
