package org.qemu.functional.machine.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.internal.launch.Sockets;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;
import org.qemu.functional.units.Seconds;

/**
 * A program that serves machines of a test and ends with the test. {@link Daemons} starts it.
 *
 * <p>If it ends by itself, the machines of the test are killed, so that no wait goes on; the test
 * fails with a {@link DaemonDiedError}. It may be launched again after it has ended, with the same
 * command and socket; its log is then appended to.
 *
 * <p>Not thread-safe: only one thread at a time may use it.
 */
public abstract sealed class Daemon implements AutoCloseable
        permits NbdServer, StorageDaemon, Swtpm {
    /** The default time limit for the exit. */
    public static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private static final Log LOG = Log.of("qemu.machine");

    private final DaemonConfig config;
    private final Set<Integer> expectedExits = ConcurrentHashMap.newKeySet();
    private final TestTrace trace = TestTrace.current();
    private @Nullable DaemonRun run;

    Daemon(DaemonConfig config) {
        this.config = config;
    }

    DaemonConfig config() {
        return config;
    }

    /** Start the program and return when it is ready. */
    abstract DaemonRun start(Sockets sockets) throws IOException, InterruptedException;

    /** Release what belongs to a run that has ended. */
    void released() {}

    DaemonRun run() {
        if (run == null) {
            throw new IllegalStateException(
                    "%s was not launched; call launch() first".formatted(config.title()));
        }
        return run;
    }

    /** Return the name of this daemon in the test. */
    public String name() {
        return config.name();
    }

    /** Return the path of the program. */
    public Path program() {
        return config.program();
    }

    /** Return the log of the program's output, {@code <name>.log}. */
    public Path log() {
        return config.log();
    }

    /** Return the UNIX socket that the daemon serves. */
    public Path socket() {
        return config.socket();
    }

    /**
     * Start the program and return when it serves its clients. {@link Daemons} has done that; call
     * this to start it again.
     *
     * @throws DaemonDiedError if it exits first
     * @throws LaunchException if it cannot be started
     * @throws IllegalStateException if it is running
     */
    public void launch() {
        if (isRunning()) {
            throw new IllegalStateException("%s is already running".formatted(config.title()));
        }
        TraceSpan span = trace.begin(trace.entry("step", "launch " + config.title()));
        try (Sockets sockets = new Sockets()) {
            DaemonRun started = start(sockets);
            run = started;
            LOG.info("{} runs as process {}", config.title(), started.process().pid());
            span.ok();
            var unused = started.process().exit().thenAccept(status -> exited(started, status));
        } catch (IOException e) {
            span.failed(e);
            throw new LaunchException(
                    "cannot start %s: %s".formatted(config.title(), e.getMessage()), e);
        } catch (InterruptedException e) {
            span.failed(e);
            throw Interruption.during("the launch of " + config.title(), e);
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
    }

    private void exited(DaemonRun ended, ExitStatus status) {
        trace.instant(trace.entry("note", config.title() + " " + status));
        if (isUnexpected(ended, status)) {
            config.deaths().accept(ended::died);
        }
    }

    private boolean isUnexpected(DaemonRun ended, ExitStatus status) {
        return !ended.isEnding() && !expectedExits.contains(status.code());
    }

    /**
     * Expect the program to exit by itself with one of these statuses. Use the negative number for
     * a signal.
     */
    public Daemon expectExit(int... statuses) {
        Arrays.stream(statuses).forEach(expectedExits::add);
        return this;
    }

    /** Return whether the program is running. */
    public boolean isRunning() {
        return run != null && run.process().isAlive();
    }

    /** Return the process ID in the current or last run. */
    public long pid() {
        return run().process().pid();
    }

    /** Return the output in the current or last run. */
    public String output() {
        return run().output();
    }

    /**
     * Return the exit status, or the negative number of the signal that killed the program.
     *
     * @throws IllegalStateException if it is running
     */
    public int exitCode() {
        ExitStatus status = run().process().exit().getNow(null);
        if (status == null) {
            throw new IllegalStateException(
                    "%s still runs; call shutdown() first".formatted(config.title()));
        }
        return status.code();
    }

    /** Kill the program and return when it is gone. The test does not fail for that. */
    public void kill() {
        run().kill();
        released();
    }

    /** End the program within {@link #EXIT_TIMEOUT}: see {@link #shutdown(Duration)}. */
    public void shutdown() {
        shutdown(config.limits().exit());
    }

    /**
     * Send SIGTERM and wait for the exit. Do nothing if the program has ended as expected.
     *
     * @param limit the time limit, multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}; a program that
     *     exceeds it is killed, and the test fails
     * @throws DaemonDiedError if it had ended by itself, or ends with another status than 0
     */
    public void shutdown(Duration limit) {
        DaemonRun current = run;
        if (current == null) {
            return;
        }
        try {
            if (current.process().isAlive()) {
                end(current, TimeoutScale.scaled(limit));
            }
        } catch (InterruptedException e) {
            current.kill();
            throw Interruption.during("the end of " + config.title(), e);
        } finally {
            released();
        }
        ExitStatus status = current.process().exit().join();
        if (isUnexpected(current, status) && !current.isReported()) {
            throw current.died();
        }
    }

    private void end(DaemonRun current, Duration timeout) throws InterruptedException {
        current.expectEnd();
        current.process().terminate();
        Optional<ExitStatus> exit = current.process().awaitExit(timeout);
        if (exit.isEmpty()) {
            String report = current.report();
            current.kill();
            throw new DaemonTimeoutError(
                    "%s did not exit within %s after SIGTERM, and was killed\n%s"
                            .formatted(config.title(), Seconds.format(timeout), report));
        }
        current.process().leftBehind();
        int code = exit.get().code();
        if (code != 0 && code != -ExitStatus.SIGTERM && !expectedExits.contains(code)) {
            throw current.died();
        }
    }

    /** End the program as {@link #shutdown()} does. */
    @Override
    public void close() {
        shutdown();
    }
}
