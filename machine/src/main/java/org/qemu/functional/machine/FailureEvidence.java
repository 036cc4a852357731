package org.qemu.functional.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is made for a failure and takes time or space: a script that starts QEMU again, and the
 * backtrace of a QEMU that crashed.
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

    /** Write the script anew, and ask gdb once if a signal has ended QEMU. */
    synchronized void gather() {
        if (backtrace == null) {
            ExitStatus exit = process.exit().getNow(new ExitStatus(0));
            backtrace =
                    exit.signalled() && !process.killedByUs()
                            ? Backtrace.of(command, process, config.logs().folder())
                            : "";
        }
        script.write();
    }

    /** Return the script that {@link #gather} or the test's end has written. */
    Optional<Path> rerunScript() {
        return script.written();
    }

    /** Return lines for a report, none if there was no crash. */
    synchronized String backtrace() {
        return backtrace == null ? "" : backtrace;
    }
}
