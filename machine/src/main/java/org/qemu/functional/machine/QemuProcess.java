package org.qemu.functional.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.settings.TimeoutScale;

/** One run of QEMU, from exec to exit. */
final class QemuProcess {
    private static final Duration EXIT_OF_CLOSED = TimeoutScale.scaled(Duration.ofSeconds(1));
    private static final Executor SURVIVORS =
            task -> {
                Thread thread = new Thread(task, "survivors");
                thread.setDaemon(true);
                thread.start();
            };

    private final Process process;
    private final CompletableFuture<ExitStatus> exit;
    private final CompletableFuture<List<String>> leftBehind;
    private final Instant started;
    private volatile boolean killedByUs;

    private QemuProcess(Process process, ProcessMark mark, Instant started) {
        this.process = process;
        this.started = started;
        EmergencyExit.Registration registration = EmergencyExit.cleanUp(process::destroyForcibly);
        this.exit =
                process.onExit()
                        .thenApply(
                                exited -> {
                                    registration.close();
                                    return ExitStatus.of(exited);
                                });
        this.leftBehind =
                exit.thenApplyAsync(status -> endSurvivors(mark, process.pid()), SURVIVORS);
        ProcessStarter.later(ProgramGuard::begun);
    }

    /**
     * Start QEMU with nothing on its standard input.
     *
     * @param environment variables besides this program's own
     * @param output what it writes to standard output and error is added to this file
     * @throws IOException if there is no such program
     */
    static QemuProcess start(List<String> command, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ProcessMark mark = ProcessMark.next();
        return new QemuProcess(ProcessStarter.start(builder, mark), mark, started);
    }

    private static List<String> endSurvivors(ProcessMark mark, long pid) {
        List<String> ended = Survivors.end(mark, pid);
        ProcessStarter.later(ProgramGuard::ended);
        return ended;
    }

    /**
     * Wait until what the process has forked is ended, which begins at its exit.
     *
     * @return the processes that still ran then, by ID and name
     */
    List<String> leftBehind() {
        return leftBehind.join();
    }

    /** When it was started, to the second before. */
    Instant started() {
        return started;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when QEMU exits; never fails. */
    CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /** Wait for the exit, not at all if the time is negative; empty if it has not come in time. */
    Optional<ExitStatus> awaitExit(Duration timeout) throws InterruptedException {
        try {
            return Optional.of(exit.get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Wait for the exit after QEMU has closed a connection, which runs a little ahead of the exit
     * that explains it; empty if QEMU goes on.
     */
    Optional<ExitStatus> awaitExitOfClosed() throws InterruptedException {
        return awaitExit(EXIT_OF_CLOSED);
    }

    /** Ask QEMU to exit by SIGTERM, which it does as on a {@code quit}. */
    void terminate() {
        process.destroy();
    }

    /** Kill QEMU; it is gone in no time, but not when this returns. */
    void kill() {
        killedByUs = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    boolean killedByUs() {
        return killedByUs;
    }
}
