package org.qemu.functional.machine.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.files.ProgramPath;

/** The programs that can be daemons, and where they are found. */
enum DaemonProgram {
    STORAGE_DAEMON("qemu-storage-daemon", "QEMU_TEST_QEMU_STORAGE_DAEMON", "qemu-utils"),
    NBD("qemu-nbd", "QEMU_TEST_QEMU_NBD", "qemu-utils"),
    SWTPM("swtpm", "QEMU_TEST_SWTPM", "swtpm");

    /** The folder of QEMU's build in which only one of the programs is. */
    private static final String STORAGE_DAEMON_FOLDER = "storage-daemon";

    private final String fileName;
    private final String variable;
    private final String debianPackage;

    DaemonProgram(String fileName, String variable, String debianPackage) {
        this.fileName = fileName;
        this.variable = variable;
        this.debianPackage = debianPackage;
    }

    /** Return the name of the program's file. */
    String fileName() {
        return fileName;
    }

    /**
     * Find the program: at its variable, beside QEMU, in the build folder, or in {@code PATH}.
     *
     * @param qemu the binary under test
     * @throws IllegalArgumentException if the variable does not name a program
     */
    Optional<Path> locate(Map<String, String> environment, Path qemu, Path build) {
        String named = environment.getOrDefault(variable, "");
        if (!named.isEmpty()) {
            if (!isProgram(Path.of(named))) {
                throw new IllegalArgumentException(
                        "%s='%s' is not a program; set it to a %s"
                                .formatted(variable, named, fileName));
            }
            return Optional.of(Path.of(named));
        }
        Path folder = qemu.toAbsolutePath().getParent();
        return Stream.concat(
                        Stream.of(folder, build)
                                .flatMap(
                                        one ->
                                                Stream.of(
                                                        one.resolve(fileName),
                                                        one.resolve(STORAGE_DAEMON_FOLDER)
                                                                .resolve(fileName)))
                                .filter(DaemonProgram::isProgram),
                        ProgramPath.find(fileName, environment).stream())
                .findFirst();
    }

    /**
     * Find the program as {@link #locate} does, or skip the test.
     *
     * @throws TestAbortedException if there is none
     */
    Path require(Map<String, String> environment, Path qemu, Path build) {
        return locate(environment, qemu, build)
                .orElseThrow(
                        () ->
                                new TestAbortedException(
                                        "required command(s) \"%s\" not installed: not set by %s, not beside QEMU, and not in PATH; install the package '%s'"
                                                .formatted(fileName, variable, debianPackage)));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
