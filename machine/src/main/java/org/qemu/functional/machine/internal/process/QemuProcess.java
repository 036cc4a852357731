package org.qemu.functional.machine.internal.process;

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
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.settings.TimeoutScale;

/** One process of QEMU, from its start to its exit. */
public final class QemuProcess {
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
     * Start QEMU with an empty standard input.
     *
     * @param environment variables in addition to this program's own
     * @param output the file that its standard output and standard error are appended to
     * @throws IOException if there is no such program
     */
    public static QemuProcess start(
            List<String> command, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ProcessMark mark = ProcessMark.next();
        ProcessRecord record = ProcessRecord.current();
        record.begun(mark, output);
        try {
            Process process = ProcessStarter.start(builder, mark);
            record.started(process.pid());
            return new QemuProcess(process, mark, started);
        } catch (IOException e) {
            record.ended(mark);
            throw e;
        }
    }

    private static List<String> endSurvivors(ProcessMark mark, long pid) {
        List<String> ended = Survivors.end(mark, pid);
        ProcessRecord.current().ended(mark);
        ProcessStarter.later(ProgramGuard::ended);
        return ended;
    }

    /**
     * Wait until the descendants of the process are killed, which starts when the process exits.
     *
     * @return the processes that were still running then, by ID and name
     */
    public List<String> leftBehind() {
        return leftBehind.join();
    }

    /** Return the start time, rounded down to a second. */
    Instant started() {
        return started;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Return a future that completes when QEMU exits; it never fails. */
    public CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /**
     * Wait for the exit, not at all if the timeout is negative; return empty if it does not come in
     * time.
     */
    public Optional<ExitStatus> awaitExit(Duration timeout) throws InterruptedException {
        try {
            return Optional.of(exit.get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Wait for the exit after QEMU has closed a connection, which happens shortly before the exit
     * that explains it. Return empty if QEMU keeps running.
     */
    public Optional<ExitStatus> awaitExitOfClosed() throws InterruptedException {
        return awaitExit(EXIT_OF_CLOSED);
    }

    /** Send SIGTERM, at which QEMU exits as it does for {@code quit}. */
    public void terminate() {
        process.destroy();
    }

    /** Kill QEMU. It exits at once, but possibly after this method has returned. */
    public void kill() {
        killedByUs = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    public boolean killedByUs() {
        return killedByUs;
    }
}
