package org.qemu.functional.budget;

import java.time.Duration;

/**
 * How much of its time a program keeps for what follows when a test's time is up: what is known is
 * written, the test is ended, machines are killed, the reports are completed. On a host that is
 * slow by much all that is slow too, so the time that the program took to start counts.
 */
final class Reserve {
    private static final int TENTHS = 10;
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** The start of a program wakes more classes than its end. */
    private static final int STARTS = 2;

    private final Duration start;

    /** Create it for a program that took so long to start. */
    Reserve(Duration start) {
        this.start = start;
    }

    /** Return a tenth of the time left or more, and half of it at most. */
    Duration of(Duration left) {
        Duration wanted = max(left.dividedBy(TENTHS), absolute());
        Duration half = left.dividedBy(2);
        return wanted.compareTo(half) < 0 ? wanted : half;
    }

    /** Return the time that is wanted however much is left. */
    Duration absolute() {
        return LEAST.plus(start.multipliedBy(STARTS));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
