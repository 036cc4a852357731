package org.qemu.functional.machine;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.logging.Log;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.qmp.QmpProtocolException;

/** A machine between its launch and its end, and how it ended. */
final class Run {
    private static final Log LOG = Log.of("qemu.machine");

    private final QemuMachine vm;
    private final QemuProcess process;
    private final @Nullable QmpClient qmp;
    private final Map<String, Console> consoles;
    private final Map<String, SocketChannel> channels;
    private final Circumstances circumstances;
    private boolean told;

    Run(
            QemuMachine vm,
            List<String> command,
            QemuProcess process,
            @Nullable QmpClient qmp,
            Map<String, Console> consoles,
            Map<String, SocketChannel> channels) {
        this.vm = vm;
        this.process = process;
        this.qmp = qmp;
        this.consoles = consoles;
        this.channels = channels;
        this.circumstances = new Circumstances(vm, command, process, qmp, consoles);
        for (Console console : consoles.values()) {
            // A helper that QEMU forked may keep the socket open; QEMU's exit ends the console.
            var unused = process.exit().thenRun(console::finish);
        }
    }

    QemuProcess process() {
        return process;
    }

    @Nullable QmpClient qmp() {
        return qmp;
    }

    Map<String, Console> consoles() {
        return consoles;
    }

    Map<String, SocketChannel> channels() {
        return channels;
    }

    /** Note that the test knows how QEMU ended: what it makes of that is its own affair. */
    void tell() {
        told = true;
    }

    /** Explain that something did not come because QEMU is gone. */
    QemuDiedError died(String awaited, @Nullable Throwable cause) {
        Optional<ExitStatus> exit = awaitExitOfClosed();
        String how =
                exit.map(ExitStatus::toString)
                        .orElse(
                                cause instanceof QmpProtocolException
                                        ? "still runs, but cannot be talked to (%s),"
                                                .formatted(cause.getMessage())
                                        : "closed the connection, but still runs,");
        List<String> left = exit.isPresent() ? process.leftBehind() : List.of();
        if (exit.isPresent()) {
            tell();
        }
        String message =
                "VM '%s': QEMU %s while the test waited for %s%s\n%s"
                        .formatted(
                                vm.name(),
                                how,
                                awaited,
                                left.isEmpty() ? "" : "; " + wrapperThatLeft(left),
                                circumstances());
        boolean ofEnvironment = !left.isEmpty() && !exit.get().signalled();
        return new QemuDiedError(message, cause, ofEnvironment);
    }

    static String wrapperThatLeft(List<String> left) {
        return "it left processes behind, which were killed: %s; a wrapper of QEMU is to wait for it or to end with 'exec'"
                .formatted(String.join(", ", left));
    }

    private Optional<ExitStatus> awaitExitOfClosed() {
        try {
            return process.awaitExitOfClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The last words of guest and QEMU, where the whole of them is, and how to see it again. */
    String circumstances() {
        return circumstances.tell();
    }

    ExitStatus awaitExit(Duration timeout) {
        try {
            Optional<ExitStatus> exit = process.awaitExit(timeout);
            if (exit.isEmpty()) {
                throw new AbnormalShutdownException(
                        "VM '%s': QEMU did not exit by itself within %s\n%s"
                                .formatted(vm.name(), seconds(timeout), circumstances()));
            }
            release();
            if (exit.get().signalled()) {
                complain(exit.get(), "while the test waited for its exit", false);
            }
            return exit.get();
        } catch (InterruptedException e) {
            throw Interruption.during("the exit of VM '%s'".formatted(vm.name()), e);
        }
    }

    void shutdown(Duration timeout) {
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
                        "VM '%s': QEMU did not exit within %s of being asked to and was killed\n%s"
                                .formatted(vm.name(), seconds(timeout), circumstances()));
            }
            release();
            complain(
                    exit.get(),
                    exitedBefore ? "before the end of the test" : "at shutdown",
                    !exitedBefore);
        } catch (InterruptedException e) {
            killAndRelease();
            throw Interruption.during("the shutdown of VM '%s'".formatted(vm.name()), e);
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
            // It may have closed the monitor before its reply was out, or be on its way to a crash.
            LOG.debug("VM '{}' and 'quit': {}", vm.name(), e.getMessage());
        }
    }

    /** Throw unless QEMU ended as it should, or the test knows how it did. */
    private void complain(ExitStatus exit, String when, boolean askedTo) {
        boolean asItShould =
                vm.expectsExit(exit.code())
                        || told
                        || process.killedByUs()
                        || (askedTo && exit.code() == -ExitStatus.SIGTERM);
        if (!asItShould) {
            tell();
            throw new AbnormalShutdownException(
                    "VM '%s': QEMU %s %s; if the test wants that, it says expectExit(%d)\n%s"
                            .formatted(vm.name(), exit, when, exit.code(), circumstances()),
                    exit);
        }
    }

    void kill() {
        killAndRelease();
    }

    private void killAndRelease() {
        process.kill();
        process.exit().join();
        release();
    }

    /** Let go of what belongs to a process that is gone; its last words are read first. */
    void release() {
        consoles.values().forEach(Console::close);
        channels.values().forEach(Run::close);
        vm.ended();
        if (qmp != null) {
            qmp.close();
        }
        process.leftBehind();
        LOG.info("VM '{}': QEMU {}", vm.name(), process.exit().join());
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot close a channel: {}", e.getMessage());
        }
    }

    private static String seconds(Duration timeout) {
        return "%.1f s".formatted(timeout.toMillis() / 1e3);
    }
}
