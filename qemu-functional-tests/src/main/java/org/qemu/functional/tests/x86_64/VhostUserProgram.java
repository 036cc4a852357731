package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.qemu.functional.QemuBaseTest;

/**
 * A program of QEMU's build folder that implements a device for QEMU, over a UNIX socket. It is
 * killed when it is closed, and by {@code setpriv} when the test program ends.
 */
final class VhostUserProgram implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 20;

    private final Process process;

    private VhostUserProgram(Process process) {
        this.process = process;
    }

    /**
     * Return a program such as {@code vhost-user-gpu} of the build's folder {@code contrib}. Skip
     * the test if it was not built.
     */
    static Path find(QemuBaseTest test, String name) {
        Path program = test.buildFile("contrib", name, name);
        assumeTrue(
                QemuBaseTest.isReadableExecutableFile(program),
                () -> "there is no '%s': build QEMU with its contrib programs".formatted(program));
        return program;
    }

    /**
     * Start a program, and wait until it has created its socket.
     *
     * @param log the file for its output
     */
    static VhostUserProgram start(Path socket, Path log, List<String> command) {
        List<String> line = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        line.addAll(command);
        try {
            VhostUserProgram program =
                    new VhostUserProgram(
                            new ProcessBuilder(line)
                                    .redirectErrorStream(true)
                                    .redirectOutput(log.toFile())
                                    .start());
            program.await(socket, log);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start '%s'".formatted(command.get(0)), e);
        }
    }

    private void await(Path socket, Path log) {
        long deadline = System.nanoTime() + START.toNanos();
        try {
            while (!Files.exists(socket)) {
                assertTrue(
                        !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)
                                && System.nanoTime() < deadline,
                        () -> "the program has not created '%s': see %s".formatted(socket, log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new AssertionError("interrupted while waiting for " + socket, e);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Require that it has not ended, in which case QEMU went on without the device. */
    void assertRuns() {
        assertTrue(process.isAlive(), () -> "it has ended: " + process);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
