package org.qemu.functional.budget;

import org.qemu.functional.tap.TimeLimitExceeded;

/** Thrown when a test exceeded its time limit; the message describes its state. */
public final class BudgetExceededError extends AssertionError implements TimeLimitExceeded {
    private static final long serialVersionUID = 1;

    /** Create an error whose cause is what the interrupted wait threw. */
    public BudgetExceededError(String message, Throwable cause) {
        super(message, cause);
    }

    /** Create an error for a test that threw nothing. */
    public BudgetExceededError(String message) {
        super(message);
    }
}
