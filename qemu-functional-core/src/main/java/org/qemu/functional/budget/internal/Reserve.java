package org.qemu.functional.budget.internal;

import java.time.Duration;

/**
 * The time that a program reserves for the steps after a test's timeout: writing the state of the
 * test, ending the test, killing machines, completing the reports. On a very slow host, these steps
 * are slow too. Therefore, the reserve depends on the time that the program took to start.
 */
final class Reserve {
    private static final int TENTHS = 10;
    private static final Duration LEAST = Duration.ofSeconds(1);

    /**
     * The reserve in units of the start-up time. A program loads more classes at its start than at
     * its end.
     */
    private static final int STARTS = 2;

    private final Duration start;

    /** Create a reserve for a program with the given start-up time. */
    Reserve(Duration start) {
        this.start = start;
    }

    /** Return at least a tenth of the time left, and at most half of it. */
    Duration of(Duration left) {
        Duration wanted = max(left.dividedBy(TENTHS), absolute());
        Duration half = left.dividedBy(2);
        return wanted.compareTo(half) < 0 ? wanted : half;
    }

    /** Return the reserve regardless of the time left. */
    Duration absolute() {
        return LEAST.plus(start.multipliedBy(STARTS));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
