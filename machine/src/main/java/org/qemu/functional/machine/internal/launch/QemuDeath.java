package org.qemu.functional.machine.internal.launch;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.internal.process.QemuProcess;
import org.qemu.functional.qmp.QmpProtocolException;

/** Explain to waits why QEMU has ended. */
final class QemuDeath {
    private final MachineConfig config;
    private final QemuProcess process;
    private final Supplier<String> report;
    private volatile @Nullable Supplier<? extends Throwable> cause;

    QemuDeath(MachineConfig config, QemuProcess process, Supplier<String> report) {
        this.config = config;
        this.process = process;
        this.report = report;
    }

    /** Kill QEMU, unless it has ended, and explain its end by a cause. */
    void endBecause(Supplier<? extends Throwable> reason) {
        if (process.isAlive()) {
            cause = reason; // before the kill, which ends waits
            process.kill();
        }
    }

    /** Return whether QEMU was killed because of something else that failed. */
    boolean hasCause() {
        return cause != null;
    }

    /** Create an error for a wait that failed because QEMU has exited. */
    QemuDiedError error(String awaited, @Nullable Throwable thrown) {
        Supplier<? extends Throwable> reason = cause;
        return reason == null ? byItself(awaited, thrown) : becauseOf(reason.get(), awaited);
    }

    private QemuDiedError becauseOf(Throwable reason, String awaited) {
        String message =
                "%s\n  VM '%s': QEMU was killed for that while the test waited for %s\n%s"
                        .formatted(reason.getMessage(), config.name(), awaited, report.get());
        return new QemuDiedError(message, reason, false);
    }

    private QemuDiedError byItself(String awaited, @Nullable Throwable thrown) {
        Optional<ExitStatus> exit = awaitExitOfClosed();
        String how =
                exit.map(ExitStatus::toString)
                        .orElse(
                                thrown instanceof QmpProtocolException
                                        ? "still runs, but does not communicate (%s),"
                                                .formatted(thrown.getMessage())
                                        : "closed the connection, but still runs,");
        List<String> left = exit.isPresent() ? process.leftBehind() : List.of();
        String message =
                "VM '%s': QEMU %s while the test waited for %s%s\n%s"
                        .formatted(
                                config.name(),
                                how,
                                awaited,
                                left.isEmpty() ? "" : "; " + wrapperThatLeft(left),
                                report.get());
        boolean ofEnvironment = !left.isEmpty() && !exit.get().signaled();
        return new QemuDiedError(message, thrown, ofEnvironment);
    }

    static String wrapperThatLeft(List<String> left) {
        return "it left processes behind, which were killed: %s; a wrapper of QEMU must wait for it or end with 'exec'"
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
}
