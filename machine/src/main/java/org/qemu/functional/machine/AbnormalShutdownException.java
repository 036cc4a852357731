package org.qemu.functional.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * QEMU did not end as it should: by a signal, with a status that nobody asked for, or not at all.
 */
public final class AbnormalShutdownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable ExitStatus exit;

    AbnormalShutdownException(String message) {
        super(SafeText.lines(message));
        this.exit = null;
    }

    AbnormalShutdownException(String message, ExitStatus exit) {
        super(SafeText.lines(message));
        this.exit = exit;
    }

    /** How QEMU ended by itself; empty if it did not, and had to be killed. */
    public Optional<ExitStatus> exit() {
        return Optional.ofNullable(exit);
    }
}
