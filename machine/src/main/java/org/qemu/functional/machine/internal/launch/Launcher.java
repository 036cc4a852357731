package org.qemu.functional.machine.internal.launch;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.logging.Log;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.machine.internal.process.OutputExcerpt;
import org.qemu.functional.machine.internal.process.QemuCheck;
import org.qemu.functional.machine.internal.process.QemuProcess;
import org.qemu.functional.machine.internal.scheduling.GuestMemoryLimiter;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpLog;
import org.qemu.functional.qmp.QmpProtocolException;
import org.qemu.functional.qmp.QmpTimeoutException;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.trace.internal.TestTrace;

/** Launch a machine: start QEMU, connect to its endpoints, and wait until its monitor answers. */
final class Launcher {
    private static final Log LOG = Log.of("qemu.machine");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final MachineConfig config;
    private final RerunScript script;
    private final MachineListeners listeners;
    private final TestTrace trace = TestTrace.current();
    private final Duration timeout = TimeoutScale.scaled(TIMEOUT);
    private List<String> command = List.of();

    Launcher(MachineConfig config, RerunScript script, MachineListeners listeners) {
        this.config = config;
        this.script = script;
        this.listeners = listeners;
    }

    RunningMachine launch() {
        try (Endpoints endpoints = Endpoints.of(config)) {
            command = endpoints.command(config);
            LOG.debug("VM '{}': starting QEMU: {}", config.name(), CommandLine.shell(command));
            Files.createDirectories(config.logs().output().toAbsolutePath().getParent());
            return startWithMemory(endpoints);
        } catch (ClosedByInterruptException e) {
            throw Interruption.during("the launch of VM '%s'".formatted(config.name()), e);
        } catch (IOException e) {
            throw new LaunchException(
                    "cannot start VM '%s': %s\n  command: %s"
                            .formatted(config.name(), e.getMessage(), CommandLine.shell(command)),
                    e);
        } catch (InterruptedException e) {
            throw Interruption.during("the launch of VM '%s'".formatted(config.name()), e);
        }
    }

    private List<String> withDescriptors(Sockets.@Nullable Listener heir) {
        if (heir == null) {
            return command;
        }
        String socket = heir.address().substring(heir.address().indexOf('=') + 1);
        return Stream.concat(config.descriptors().prefix(socket).stream(), command.stream())
                .toList();
    }

    /**
     * Wait until the host has enough memory for the guest. The reservation is released when QEMU
     * exits.
     */
    private RunningMachine startWithMemory(Endpoints endpoints)
            throws IOException, InterruptedException {
        GuestMemoryLimiter.Lease memory =
                GuestMemoryLimiter.ofProgram()
                        .take(
                                config.logs().output().toAbsolutePath().getParent(),
                                MemoryRequirement.of(command));
        try {
            RunningMachine run = start(endpoints);
            var unused = run.process().exit().thenRun(memory::close);
            return run;
        } catch (Throwable e) {
            memory.close();
            throw e;
        }
    }

    private RunningMachine start(Endpoints endpoints) throws IOException, InterruptedException {
        QemuProcess process =
                QemuProcess.start(
                        withDescriptors(endpoints.descriptors()),
                        config.environment(),
                        config.logs().output());
        Map<String, Console> opened = new LinkedHashMap<>();
        Map<String, SocketChannel> channels = new LinkedHashMap<>();
        try {
            // Open the consoles before using the monitor: a guest whose console is not read may
            // block in QEMU while it holds the lock that the monitor needs.
            for (String name : config.consoles().names()) {
                Path log = config.logs().console(name);
                opened.put(
                        name,
                        endpoints
                                .console(name)
                                .open(
                                        log,
                                        Consoles.id(name) + "-" + config.name(),
                                        trace.console(config.name(), name, log)));
            }
            SocketChannel caller = accept(endpoints.descriptors(), process, "file descriptors");
            if (caller != null) {
                config.descriptors().send(caller);
            }
            // Accept in the order in which QEMU creates its chardevs. The backlog would allow any
            // order.
            SocketChannel monitor = accept(endpoints.monitor(), process, "monitor");
            for (String id : config.channels()) {
                SocketChannel channel = accept(endpoints.channel(id), process, "channel " + id);
                channels.put(id, Objects.requireNonNull(channel));
            }
            SocketChannel last = accept(endpoints.opened(), process, "console");
            if (last != null) {
                RunningMachine.close(last);
            }
            QmpClient client = qmp(monitor, process);
            return new RunningMachine(
                    config, command, process, client, opened, channels, script, listeners);
        } catch (IOException | RuntimeException | InterruptedException e) {
            process.kill();
            process.exit().join();
            process.leftBehind();
            opened.values().forEach(Console::close);
            channels.values().forEach(RunningMachine::close);
            throw e;
        }
    }

    private @Nullable SocketChannel accept(
            Sockets.@Nullable Listener listener, QemuProcess process, String what)
            throws IOException, InterruptedException {
        if (listener == null) {
            return null;
        }
        Optional<SocketChannel> channel = Sockets.accept(listener, process.exit(), timeout);
        if (channel.isEmpty()) {
            throw failure(process, what);
        }
        return channel.get();
    }

    private @Nullable QmpClient qmp(@Nullable SocketChannel channel, QemuProcess process)
            throws IOException, InterruptedException {
        if (channel == null) {
            return null;
        }
        try {
            return QmpClient.negotiate(
                    channel,
                    channel,
                    TestLog.threads("qmp-" + config.name()),
                    timeout,
                    QmpLog.to(config.logs().qmp(), config.name()));
        } catch (QmpProtocolException e) {
            throw failure(String.valueOf(e.getMessage()), 0, config.logs().outputOfRun(), "", e);
        } catch (QmpException e) {
            Optional<ExitStatus> exit = process.awaitExitOfClosed();
            String answered = "its monitor answered";
            String output = config.logs().outputOfRun();
            String ifItRuns =
                    e instanceof QmpTimeoutException
                            ? tooLate(answered)
                            : "closed its monitor before that answered, but still runs";
            throw failure(
                    "QEMU " + how(exit, answered, ifItRuns),
                    exit.map(ExitStatus::code).orElse(0),
                    output,
                    leftBehind(process, exit).or(() -> QemuCheck.ofOutput(output)).orElse(""),
                    e);
        }
    }

    /** Return an exception that explains why QEMU did not connect to a socket. */
    private LaunchException failure(QemuProcess process, String what) throws InterruptedException {
        Optional<ExitStatus> exit = process.awaitExitOfClosed();
        String reached = "its %s could be reached".formatted(what);
        String output = config.logs().outputOfRun();
        Path binary = config.binary().path();
        Optional<String> left = leftBehind(process, exit);
        String environment =
                (left.isPresent()
                                ? left
                                : exit.isPresent()
                                        ? QemuCheck.ofExit(binary, exit.get(), output)
                                        : QemuCheck.ofVersion(binary))
                        .orElse("");
        @Nullable Throwable cause =
                exit.isEmpty() && environment.isEmpty() ? new TimeoutException() : null;
        return failure(
                "QEMU " + how(exit, reached, tooLate(reached)),
                exit.map(ExitStatus::code).orElse(0),
                output,
                environment,
                cause);
    }

    /** Return a message if a wrapper exited while the QEMU that it started was running. */
    private static Optional<String> leftBehind(QemuProcess process, Optional<ExitStatus> exit) {
        return exit.filter(status -> !status.signaled())
                .map(status -> process.leftBehind())
                .filter(left -> !left.isEmpty())
                .map(QemuDeath::wrapperThatLeft);
    }

    private String tooLate(String what) {
        return "still runs, but %.0f s passed before %s".formatted(timeout.toMillis() / 1e3, what);
    }

    private String binaryName() {
        return String.valueOf(config.binary().path().getFileName());
    }

    private static String how(Optional<ExitStatus> exit, String before, String ifItRuns) {
        return exit.map(status -> "%s before %s".formatted(status, before)).orElse(ifItRuns);
    }

    private LaunchException failure(
            String what,
            int exitCode,
            String output,
            String environment,
            @Nullable Throwable cause) {
        LaunchException failure =
                new LaunchException(
                        "VM '%s': %s%s\n  QEMU's output (%s):\n%s\n  command: %s"
                                .formatted(
                                        config.name(),
                                        what,
                                        environment.isEmpty()
                                                ? OutputExcerpt.complaint(output, binaryName())
                                                : "; " + environment,
                                        config.logs().output(),
                                        OutputExcerpt.quote(output, MachineReport.OUTPUT_LINES),
                                        CommandLine.shell(command)),
                        exitCode,
                        output,
                        !environment.isEmpty());
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
