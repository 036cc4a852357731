package org.qemu.functional.machine;

/**
 * Thrown when a test needs a name that no QEMU of this run has, and {@code QEMU_TEST_STRICT} is
 * set.
 */
public final class UnknownNameError extends AssertionError {
    private static final long serialVersionUID = 1;

    /** Create an error that names the culprit and similar names. */
    public UnknownNameError(String message) {
        super(message);
    }
}
