package org.qemu.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.ProgramResult;
import org.qemu.functional.machine.UserModeProgram;

/**
 * Extend this to test programs of another architecture under a QEMU of user mode, {@code
 * qemu-<arch>}.
 */
public abstract class QemuUserTest extends QemuBaseTest {
    /** How long a program may run, unless told otherwise. */
    public static final Duration RUN_TIMEOUT = Duration.ofSeconds(60);

    private final List<Path> libraryPaths = new ArrayList<>();
    private @Nullable UserModeProgram user;

    /** Add a folder with loader and libraries for the programs: {@code -L}. */
    public void addLdPath(Path folder) {
        libraryPaths.add(folder.toAbsolutePath());
    }

    /**
     * Run a program to its end, at most {@link #RUN_TIMEOUT}, and return how it ended and what it
     * wrote, which stays in {@code run-<n>.stdout} and {@code .stderr} among the logs.
     *
     * @throws AssertionError if it does not end in time; it is killed
     */
    public ProgramResult runCmd(Path program, Object... arguments) {
        if (user == null) {
            user = new UserModeProgram(qemuBinary(), logFile());
        }
        return user.run(
                List.copyOf(libraryPaths),
                program,
                Stream.of(arguments).map(Object::toString).toList(),
                RUN_TIMEOUT);
    }
}
