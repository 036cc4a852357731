package org.qemu.functional.guest;

import java.time.Duration;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.internal.script.ScriptOutput;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.units.Seconds;

/** Convert the end of a script into the result of its test. */
final class ScriptVerdict {
    private ScriptVerdict() {}

    /**
     * Evaluate the exit status of a script.
     *
     * @throws TestAbortedException if it is 77
     * @throws AssertionError if it is neither 77 nor 0
     */
    static CommandResult of(
            String script, String guest, GuestExitStatus status, ScriptOutput written) {
        if (status.code() == ScriptText.SKIP) {
            throw new TestAbortedException(
                    written.lastLine().orElse("script '%s' gave no reason".formatted(script)));
        }
        if (!status.isSuccess()) {
            throw new AssertionError(
                    "script '%s' in guest '%s' ended with %s%s"
                            .formatted(script, guest, status, written.tail()));
        }
        return new CommandResult(
                guest, script, new CommandOutput(status, written.stdout(), written.stderr()));
    }

    /** Return an error for a script that was killed at its timeout. */
    static CommandTimeoutError late(
            String script, QemuMachine guest, Duration limit, ScriptOutput written) {
        return new CommandTimeoutError(
                "script '%s' in guest '%s' did not end within %s and was killed%s"
                        .formatted(script, guest.name(), Seconds.format(limit), written.tail()),
                guest);
    }
}
