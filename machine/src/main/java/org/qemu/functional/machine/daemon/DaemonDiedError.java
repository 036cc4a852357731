package org.qemu.functional.machine.daemon;

import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.text.SafeText;

/**
 * Thrown when a daemon has ended although the test did not end it; the message has its status and
 * last output.
 */
public final class DaemonDiedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final boolean launched;

    DaemonDiedError(String message, ExitStatus exit, boolean launched) {
        super(SafeText.lines(message));
        this.exitCode = exit.code();
        this.launched = launched;
    }

    /** Return the exit status, or the negative number of the signal that killed the daemon. */
    public int exitCode() {
        return exitCode;
    }

    /**
     * Return whether the daemon crashed: it was killed by a signal, or ended after its launch.
     * Otherwise it refused to start, typically because of wrong arguments.
     */
    public boolean isCrash() {
        return launched || exitCode < 0;
    }
}
