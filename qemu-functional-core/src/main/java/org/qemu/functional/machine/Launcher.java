package org.qemu.functional.machine;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.Transcript;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;

/** Takes a machine from its arguments to a run whose monitor answers. */
final class Launcher {
    private static final Logger LOG = LogManager.getLogger("qemu.machine");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final QemuMachine vm;
    private final Duration timeout = TimeoutScale.scaled(TIMEOUT);
    private List<String> command = List.of();

    Launcher(QemuMachine vm) {
        this.vm = vm;
    }

    Run launch() {
        try (Sockets sockets = new Sockets()) {
            Sockets.Listener monitor = vm.hasMonitor() ? sockets.listen("mon") : null;
            Sockets.Listener console = vm.hasConsole() ? sockets.listen("console") : null;
            command = vm.command(path(monitor), path(console));
            LOG.debug("VM '{}' launches: {}", vm.name(), CommandLine.shell(command));
            Files.createDirectories(vm.outputLog().toAbsolutePath().getParent());
            QemuProcess process = QemuProcess.start(command, vm.outputLog());
            Console opened = null;
            try {
                // In the order in which QEMU makes its chardevs, though the backlog forgives any.
                SocketChannel monitorChannel = accept(monitor, process, "monitor");
                // Before the monitor is asked anything: a guest whose console nobody reads may stop
                // inside of QEMU with the lock that the monitor needs.
                opened = open(accept(console, process, "console"));
                return new Run(vm, process, qmp(monitorChannel, process), opened);
            } catch (IOException | RuntimeException | InterruptedException e) {
                process.kill();
                process.exit().join();
                if (opened != null) {
                    opened.close();
                }
                throw e;
            }
        } catch (IOException e) {
            throw new LaunchException(
                    "cannot start VM '%s': %s\n  command: %s"
                            .formatted(vm.name(), e.getMessage(), CommandLine.shell(command)),
                    e);
        } catch (InterruptedException e) {
            throw Interruption.during("the launch of VM '%s'".formatted(vm.name()), e);
        }
    }

    private static @Nullable Path path(Sockets.@Nullable Listener listener) {
        return listener == null ? null : listener.path();
    }

    private @Nullable SocketChannel accept(
            Sockets.@Nullable Listener listener, QemuProcess process, String what)
            throws IOException, InterruptedException {
        if (listener == null) {
            return null;
        }
        Optional<SocketChannel> channel = Sockets.accept(listener, process.exit(), timeout);
        if (channel.isEmpty()) {
            throw failure(process, "its %s could be reached".formatted(what));
        }
        return channel.get();
    }

    private @Nullable QmpClient qmp(@Nullable SocketChannel channel, QemuProcess process)
            throws InterruptedException {
        if (channel == null) {
            return null;
        }
        try {
            return QmpClient.negotiate(
                    channel, channel, TestLog.threads("qmp-" + vm.name()), timeout);
        } catch (QmpException e) {
            LaunchException failure = failure(process, "its monitor answered");
            failure.initCause(e);
            throw failure;
        }
    }

    private @Nullable Console open(@Nullable SocketChannel channel) throws IOException {
        if (channel == null) {
            return null;
        }
        return Console.open(
                channel, Transcript.to(vm.consoleLog()), TestLog.threads("console-" + vm.name()));
    }

    private LaunchException failure(QemuProcess process, String what) throws InterruptedException {
        // A closed monitor runs a little ahead of the exit that explains it.
        Optional<ExitStatus> exit = process.awaitExit(Duration.ofSeconds(1));
        String output = vm.output();
        String how =
                exit.map(status -> "%s before %s".formatted(status, what))
                        .orElse(
                                "still runs, but %.0f s went by before %s"
                                        .formatted(timeout.toMillis() / 1e3, what));
        return new LaunchException(
                "VM '%s': QEMU %s\n  QEMU's output (%s):\n%s\n  command: %s"
                        .formatted(
                                vm.name(),
                                how,
                                vm.outputLog(),
                                Output.quote(output, Run.OUTPUT_LINES),
                                CommandLine.shell(command)),
                exit.map(ExitStatus::code).orElse(0),
                output);
    }
}
