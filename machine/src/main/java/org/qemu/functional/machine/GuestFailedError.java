package org.qemu.functional.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/** Thrown when a failure or crash pattern appeared on the console instead of the expected one. */
public final class GuestFailedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final @Nullable String crash;

    /**
     * Create an error.
     *
     * @param message the output of the guest, and the paths of its logs
     * @param crash the name of the crash pattern; {@code null} for a failure pattern of the test
     */
    public GuestFailedError(String message, @Nullable String crash) {
        super(SafeText.lines(message));
        this.crash = crash;
    }

    /**
     * Return the name of the crash pattern that appeared; empty for a failure pattern of the test.
     */
    public Optional<String> crash() {
        return Optional.ofNullable(crash);
    }
}
