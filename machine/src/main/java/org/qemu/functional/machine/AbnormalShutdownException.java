package org.qemu.functional.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Thrown when QEMU ended abnormally: it was killed by a signal, exited with an unexpected status,
 * or did not exit at all.
 */
public final class AbnormalShutdownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable ExitStatus exit;

    /** Create an exception for a shutdown without an exit status. */
    public AbnormalShutdownException(String message) {
        super(SafeText.lines(message));
        this.exit = null;
    }

    /** Create an exception for an unexpected exit status. */
    public AbnormalShutdownException(String message, ExitStatus exit) {
        super(SafeText.lines(message));
        this.exit = exit;
    }

    /** Return how QEMU ended by itself; empty if it did not exit and had to be killed. */
    public Optional<ExitStatus> exit() {
        return Optional.ofNullable(exit);
    }
}
