package org.qemu.functional.machine;

/**
 * The guest said on its console that it failed: a failure pattern came instead of the awaited one.
 */
public final class GuestFailedError extends AssertionError {
    private static final long serialVersionUID = 1;

    GuestFailedError(String message) {
        super(message);
    }
}
