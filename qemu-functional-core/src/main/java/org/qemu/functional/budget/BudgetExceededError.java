package org.qemu.functional.budget;

/** A test's time was up before the test was; the message says where it stood. */
public final class BudgetExceededError extends AssertionError {
    private static final long serialVersionUID = 1;

    /** Tell of a test, and of what the interrupted wait threw if one did. */
    public BudgetExceededError(String message, Throwable cause) {
        super(message, cause);
    }

    /** Tell of a test, and of what the interrupted wait threw if one did. */
    public BudgetExceededError(String message) {
        super(message);
    }
}
