package org.qemu.functional.machine.daemon;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.internal.launch.CommandLine;
import org.qemu.functional.machine.internal.launch.MachineReport;
import org.qemu.functional.machine.internal.launch.Sockets;
import org.qemu.functional.machine.internal.process.Backtrace;
import org.qemu.functional.machine.internal.process.OutputExcerpt;
import org.qemu.functional.machine.internal.process.QemuCheck;
import org.qemu.functional.machine.internal.process.QemuProcess;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** A daemon from its start to its end. */
final class DaemonRun {
    private final DaemonConfig config;
    private final List<String> command;
    private final QemuProcess process;
    private final long logStart;
    private final Duration timeout;
    private volatile boolean ending;
    private volatile boolean reported;
    private @Nullable String backtrace;

    private DaemonRun(
            DaemonConfig config, List<String> command, QemuProcess process, long logStart) {
        this.config = config;
        this.command = command;
        this.process = process;
        this.logStart = logStart;
        this.timeout = TimeoutScale.scaled(config.limits().launch());
    }

    /** Wait until a daemon that has just been started serves its clients. */
    interface Readiness {
        void await(DaemonRun run) throws IOException, InterruptedException;
    }

    /**
     * Start a program, and return when it is ready.
     *
     * @throws DaemonDiedError if it exits first
     * @throws DaemonTimeoutError if it is not ready in time
     */
    static DaemonRun start(
            DaemonConfig config, DaemonCommand command, Sockets sockets, Readiness readiness)
            throws IOException, InterruptedException {
        Sockets.@Nullable Listener heir = null;
        List<String> words = command.all();
        if (!command.descriptors().isEmpty()) {
            heir = sockets.listenForDescriptors("descriptors");
            String path = heir.address().substring(heir.address().indexOf('=') + 1);
            words = DaemonCommand.words(command.descriptors().prefix(path), words);
        }
        Files.createDirectories(config.logs().toAbsolutePath());
        long logStart = OutputExcerpt.size(config.log());
        QemuProcess process = QemuProcess.start(words, command.environment(), config.log());
        DaemonRun run = new DaemonRun(config, command.words(), process, logStart);
        try {
            if (heir != null) {
                command.descriptors().send(run.accept(heir, "it could be given its socket"));
            }
            readiness.await(run);
            return run;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            run.kill();
            throw e;
        } finally {
            command.descriptors().closeEnds();
        }
    }

    QemuProcess process() {
        return process;
    }

    Duration timeout() {
        return timeout;
    }

    /** Return whether the test is ending the daemon, so that its exit is no failure. */
    boolean isEnding() {
        return ending;
    }

    /** Record that the test ends the daemon. */
    void expectEnd() {
        ending = true;
    }

    /** Return the daemon's output. */
    String output() {
        return OutputExcerpt.read(config.log(), logStart);
    }

    /** Wait until the daemon connects. */
    SocketChannel accept(Sockets.Listener listener, String what)
            throws IOException, InterruptedException {
        Optional<SocketChannel> channel = Sockets.accept(listener, process.exit(), timeout);
        if (channel.isEmpty()) {
            throw notReady(what);
        }
        return channel.get();
    }

    private Throwable whyNotReady(String what) throws InterruptedException {
        Optional<ExitStatus> exit = process.awaitExitOfClosed();
        if (exit.isEmpty()) {
            return new DaemonTimeoutError(
                    "%s still runs, but %s passed before %s\n%s"
                            .formatted(config.title(), Seconds.format(timeout), what, report()));
        }
        String output = output();
        if (exit.get().code() >= QemuCheck.CANNOT_EXECUTE && output.startsWith("setpriv:")) {
            return LaunchException.ofEnvironment(
                    "cannot start %s\n%s".formatted(config.title(), report()));
        }
        String program = config.program().getFileName().toString();
        return new DaemonDiedError(
                "%s %s before %s%s\n%s"
                        .formatted(
                                config.title(),
                                exit.get(),
                                what,
                                OutputExcerpt.complaint(output, program),
                                report()),
                exit.get(),
                false);
    }

    /**
     * Throw what explains that the daemon was not ready.
     *
     * @param what completes "before …"
     * @return never
     */
    RuntimeException notReady(String what) throws InterruptedException {
        Throwable why = whyNotReady(what);
        if (why instanceof RuntimeException e) {
            return e;
        }
        throw (Error) why;
    }

    /** Create an error for a daemon that has ended by itself after its launch, and was reported. */
    DaemonDiedError died() {
        reported = true;
        ExitStatus exit = process.exit().join();
        return new DaemonDiedError(
                "%s %s while the test needed it\n%s".formatted(config.title(), exit, report()),
                exit,
                true);
    }

    /** Return whether {@link #died} was called. */
    boolean isReported() {
        return reported;
    }

    /** Return the last output, the command, and a backtrace if a signal ended the daemon. */
    synchronized String report() {
        if (backtrace == null) {
            ExitStatus exit = process.exit().getNow(new ExitStatus(0));
            backtrace =
                    exit.signaled() && !process.killedByUs()
                            ? Backtrace.of(command, process, config.logs())
                            : "";
        }
        return "  its output (%s):\n%s\n%s  command: %s"
                .formatted(
                        config.log(),
                        OutputExcerpt.quote(output(), MachineReport.OUTPUT_LINES),
                        backtrace,
                        CommandLine.shell(command));
    }

    /** Kill the daemon and what it has forked, and return when they are gone. */
    void kill() {
        ending = true;
        process.kill();
        process.exit().join();
        process.leftBehind();
    }
}
