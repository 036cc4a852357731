package org.qemu.functional.nativetest.internal.rerun;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * How a test ended in another JVM.
 *
 * @param text the exception with its stack trace, or the reason of a skip; empty if it passed
 */
public record TestOutcome(Status status, String text) {
    /** The kinds of ends. */
    public enum Status {
        /** The test passed. */
        PASSED,
        /** The test failed. */
        FAILED,
        /** The test was skipped, or aborted by an assumption. */
        SKIPPED
    }

    /** Return the outcome of a test that ended with an exception, or {@code null}. */
    public static TestOutcome of(@Nullable Throwable thrown) {
        if (thrown == null) {
            return new TestOutcome(Status.PASSED, "");
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return new TestOutcome(
                thrown instanceof TestAbortedException ? Status.SKIPPED : Status.FAILED,
                text.toString());
    }

    /** Return the first line of the text. */
    public String headline() {
        return text.lines().findFirst().orElse("");
    }
}
