package org.qemu.functional.nativetest.internal.rerun;

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

    /** Return the first line of the text. */
    public String headline() {
        return text.lines().findFirst().orElse("");
    }
}
