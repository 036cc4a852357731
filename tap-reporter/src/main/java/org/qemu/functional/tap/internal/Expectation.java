package org.qemu.functional.tap.internal;

/**
 * What a running test has announced about its own end, as {@code atf_tc_expect_*} of atf-c.
 *
 * @param kind how it will end
 * @param number the exit status or the number of the signal, or {@link #ANY}
 * @param reason why, usually the number of a bug
 */
public record Expectation(Kind kind, int number, String reason) {
    /** Any exit status, or any signal. */
    public static final int ANY = -1;

    /** How the test will end. */
    public enum Kind {
        /** By a throwable. */
        FAILURE,
        /** By the end of its process, in any way. */
        DEATH,
        /** By an exit of its process. */
        EXIT,
        /** By a signal to its process. */
        SIGNAL,
        /** By a time limit. */
        TIMEOUT
    }

    /**
     * Return whether the end of the program was to be expected.
     *
     * @param byTest whether the test itself has called {@code System.exit}, else it was a signal or
     *     a time limit
     */
    boolean includesEnd(boolean byTest) {
        return switch (kind) {
            case DEATH -> true;
            case EXIT -> byTest;
            case SIGNAL, TIMEOUT -> !byTest;
            case FAILURE -> false;
        };
    }
}
