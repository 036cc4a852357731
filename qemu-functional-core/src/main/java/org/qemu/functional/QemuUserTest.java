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
 * Extend this to test programs of another architecture under a user-mode QEMU, {@code qemu-<arch>}.
 */
public abstract class QemuUserTest extends QemuBaseTest {
    /** The default time limit for a program. */
    public static final Duration RUN_TIMEOUT = Duration.ofSeconds(60);

    private final List<Path> libraryPaths = new ArrayList<>();
    private @Nullable UserModeProgram user;

    /** Add a folder with the loader and libraries of the programs: {@code -L}. */
    public void addLdPath(Path folder) {
        libraryPaths.add(folder.toAbsolutePath());
    }

    /**
     * Run a program for at most {@link #RUN_TIMEOUT}, and return its exit status and output. The
     * output is kept in {@code run-<n>.stdout} and {@code .stderr} among the logs.
     *
     * @throws AssertionError if it does not end in time; it is then killed
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
