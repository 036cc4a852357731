package org.qemu.functional.tap.internal;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Ends a test that has failed as its author has announced. The JUnit Platform has no such result,
 * so that readers of its events which do not know this class see an aborted test.
 */
public final class ExpectedFailureException extends TestAbortedException {
    private static final long serialVersionUID = 1;

    private final String reason;

    /**
     * Create an exception.
     *
     * @param reason why the failure was expected
     * @param cause the failure
     */
    public ExpectedFailureException(String reason, @Nullable Throwable cause) {
        super("expected failure: " + reason, cause);
        this.reason = reason;
    }

    /** Return why the failure was expected. */
    public String reason() {
        return reason;
    }
}
