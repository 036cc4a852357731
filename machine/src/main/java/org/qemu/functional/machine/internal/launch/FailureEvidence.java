package org.qemu.functional.machine.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.internal.process.Backtrace;
import org.qemu.functional.machine.internal.process.QemuProcess;

/**
 * Evidence of a failure that takes time or space to produce: a script that starts QEMU again, and
 * the backtrace of a crashed QEMU.
 */
final class FailureEvidence {
    private final MachineConfig config;
    private final RerunScript script;
    private final List<String> command;
    private final QemuProcess process;
    private @Nullable String backtrace;

    FailureEvidence(
            MachineConfig config, RerunScript script, List<String> command, QemuProcess process) {
        this.config = config;
        this.script = script;
        this.command = command;
        this.process = process;
    }

    /** Write the script again, and run gdb once if a signal ended QEMU. */
    synchronized void gather() {
        if (backtrace == null) {
            ExitStatus exit = process.exit().getNow(new ExitStatus(0));
            backtrace =
                    exit.signaled() && !process.killedByUs()
                            ? Backtrace.of(command, process, config.logs().folder())
                            : "";
        }
        script.write();
    }

    /** Return the script that {@link #gather} or the end of the test has written. */
    Optional<Path> rerunScript() {
        return script.written();
    }

    /** Return lines for a report; empty if there was no crash. */
    synchronized String backtrace() {
        return backtrace == null ? "" : backtrace;
    }
}
