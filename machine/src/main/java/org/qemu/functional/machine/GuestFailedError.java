package org.qemu.functional.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * The guest said on its console that it failed: a failure pattern came instead of the awaited one.
 */
public final class GuestFailedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final @Nullable String crash;

    /**
     * Make one.
     *
     * @param message what the guest said, and where the rest of it is
     * @param crash the name of the crash; {@code null} if it was a failure pattern of the test's
     *     own
     */
    public GuestFailedError(String message, @Nullable String crash) {
        super(SafeText.lines(message));
        this.crash = crash;
    }

    /**
     * The name of the crash pattern that came; empty if it was a failure pattern of the test's own.
     */
    public Optional<String> crash() {
        return Optional.ofNullable(crash);
    }
}
