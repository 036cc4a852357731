package org.qemu.functional.machine.internal.launch;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.AbnormalShutdownException;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.machine.internal.process.QemuProcess;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpProtocolException;
import org.qemu.functional.trace.internal.TraceSpan;
import org.qemu.functional.units.Seconds;

/** A machine from its launch to its end, and how it ended. */
public final class RunningMachine {
    private static final Log LOG = Log.of("qemu.machine");

    private final MachineConfig config;
    private final QemuProcess process;
    private final @Nullable QmpClient qmp;
    private final Map<String, Console> consoles;
    private final Map<String, SocketChannel> channels;
    private final MachineListeners listeners;
    private final FailureEvidence evidence;
    private final MachineReport report;
    private final MachineTrace trace;
    private final QemuDeath death;
    private boolean exitAcknowledged;
    private boolean released;

    RunningMachine(
            MachineConfig config,
            List<String> command,
            QemuProcess process,
            @Nullable QmpClient qmp,
            Map<String, Console> consoles,
            Map<String, SocketChannel> channels,
            RerunScript script,
            MachineListeners listeners) {
        this.config = config;
        this.process = process;
        this.qmp = qmp;
        this.consoles = consoles;
        this.channels = channels;
        this.listeners = listeners;
        trace = MachineTrace.of(config);
        evidence = new FailureEvidence(config, script, command, process);
        report = new MachineReport(config, process, qmp, consoles, evidence);
        death = new QemuDeath(config, process, this::failureReport);
        for (Console console : consoles.values()) {
            // A helper that QEMU forked may keep the pipe open. The exit of QEMU ends the console
            // anyway.
            var unused = process.exit().thenRun(console::finish);
        }
        var unused = process.exit().thenAccept(trace::exited);
    }

    public QemuProcess process() {
        return process;
    }

    /**
     * Return the connection to the monitor.
     *
     * @throws IllegalStateException if there is none
     */
    public QmpClient qmp() {
        if (qmp == null) {
            throw new IllegalStateException(
                    "VM '%s' has no monitor: setQmpMonitor(false) was called"
                            .formatted(config.name()));
        }
        return qmp;
    }

    public Map<String, Console> consoles() {
        return Collections.unmodifiableMap(consoles);
    }

    /**
     * Return a console by its name.
     *
     * @throws IllegalStateException if there is no console with this name
     */
    public Console console(String name) {
        Console found = consoles.get(name);
        if (found == null) {
            throw new IllegalStateException(
                    name.equals(Consoles.MAIN)
                            ? "VM '%s' has no console; call setConsole() before launch()"
                                    .formatted(config.name())
                            : "VM '%s' has no console '%s' but %s; call addConsole() before launch()"
                                    .formatted(config.name(), name, consoles.keySet()));
        }
        return found;
    }

    /**
     * Return this program's end of a chardev.
     *
     * @throws IllegalStateException if there is no channel with this id
     */
    public SocketChannel channel(String id) {
        SocketChannel found = channels.get(id);
        if (found == null) {
            throw new IllegalStateException(
                    "VM '%s' has no channel '%s' but %s; call addChannel() before launch()"
                            .formatted(config.name(), id, channels.keySet()));
        }
        return found;
    }

    /** Record that the test knows how QEMU ended, so that the exit status no longer fails it. */
    void acknowledgeExit() {
        exitAcknowledged = true;
    }

    /** Kill QEMU since something that it depends on has failed: waits end with that cause. */
    void endBecause(Supplier<? extends Throwable> cause) {
        death.endBecause(cause);
    }

    /** Create an error for a wait that failed because QEMU has exited. */
    public QemuDiedError died(String awaited, @Nullable Throwable cause) {
        QemuDiedError error = death.error(awaited, cause);
        if (!process.isAlive()) {
            acknowledgeExit();
        }
        return error;
    }

    /** Gather the evidence of a failure, and return the report that quotes it. */
    public String failureReport() {
        evidence.gather();
        return report.text();
    }

    FailureEvidence evidence() {
        return evidence;
    }

    String describe(Duration limit) {
        TraceSpan span = trace.evidence();
        try {
            return report.describe(limit);
        } finally {
            span.ok();
        }
    }

    public ExitStatus awaitExit(Duration timeout) {
        TraceSpan span = trace.exitWait(timeout);
        try {
            ExitStatus exit = exitWithin(timeout);
            span.ok();
            return exit;
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
    }

    private ExitStatus exitWithin(Duration timeout) {
        try {
            Optional<ExitStatus> exit = process.awaitExit(timeout);
            if (exit.isEmpty()) {
                throw new AbnormalShutdownException(
                        "VM '%s': QEMU did not exit by itself within %s\n%s"
                                .formatted(
                                        config.name(), Seconds.format(timeout), failureReport()));
            }
            release();
            if (death.hasCause()) {
                throw died("its exit", null);
            }
            if (exit.get().signaled()) {
                checkExit(exit.get(), "while the test waited for its exit", false);
            }
            return exit.get();
        } catch (InterruptedException e) {
            throw Interruption.during("the exit of VM '%s'".formatted(config.name()), e);
        }
    }

    void shutdown(Duration timeout) {
        TraceSpan span = released ? trace.none() : trace.shutdown("shut down");
        try {
            end(timeout);
            span.ok();
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
    }

    private void end(Duration timeout) {
        boolean exitedBefore = !process.isAlive();
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            if (!exitedBefore) {
                askToExit(timeout);
            }
            Optional<ExitStatus> exit =
                    process.awaitExit(Duration.ofNanos(deadline - System.nanoTime()));
            if (exit.isEmpty()) {
                killAndRelease();
                throw new AbnormalShutdownException(
                        "VM '%s': QEMU did not exit within %s after it was asked to, and was killed\n%s"
                                .formatted(
                                        config.name(), Seconds.format(timeout), failureReport()));
            }
            release();
            checkExit(
                    exit.get(),
                    exitedBefore ? "before the end of the test" : "at shutdown",
                    !exitedBefore);
        } catch (InterruptedException e) {
            killAndRelease();
            throw Interruption.during("the shutdown of VM '%s'".formatted(config.name()), e);
        }
    }

    private void askToExit(Duration timeout) throws InterruptedException {
        if (qmp == null) {
            process.terminate();
            return;
        }
        try {
            qmp.execute("quit", Map.of(), timeout);
        } catch (QmpProtocolException e) {
            process.terminate();
        } catch (QmpException e) {
            // QEMU may have closed the monitor before it sent the reply, or may be about to crash.
            LOG.debug("VM '{}': 'quit' got no reply: {}", config.name(), e.getMessage());
        }
    }

    /** Throw unless QEMU ended normally, or the test knows how it ended. */
    private void checkExit(ExitStatus exit, String when, boolean askedTo) {
        boolean asItShould =
                config.expectsExit(exit.code())
                        || exitAcknowledged
                        || process.killedByUs()
                        || (askedTo && exit.code() == -ExitStatus.SIGTERM);
        if (!asItShould) {
            acknowledgeExit();
            throw new AbnormalShutdownException(
                    "VM '%s': QEMU %s %s. Call vm.expectExit(%d) before launch() if this exit is intended.\n%s"
                            .formatted(config.name(), exit, when, exit.code(), failureReport()),
                    exit);
        }
    }

    void kill() {
        TraceSpan span = released ? trace.none() : trace.shutdown("kill");
        killAndRelease();
        span.ok();
    }

    private void killAndRelease() {
        process.kill();
        process.exit().join();
        release();
    }

    /** Release the resources of an exited process, after its last output was read. */
    void release() {
        consoles.values().forEach(Console::close);
        channels.values().forEach(RunningMachine::close);
        listeners.ended();
        if (qmp != null) {
            qmp.close();
        }
        process.leftBehind();
        released = true;
        ExitStatus exit = process.exit().join();
        trace.exited(exit);
        LOG.info("VM '{}': QEMU {}", config.name(), exit);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot close a channel: {}", e.getMessage());
        }
    }
}
