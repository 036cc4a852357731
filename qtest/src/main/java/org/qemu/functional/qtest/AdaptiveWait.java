package org.qemu.functional.qtest;

/**
 * Chooses how replies are waited for by trying both: looking again and again, or sleeping in the
 * kernel. On a host with a processor to spare the sleeper is woken seven times as late as one who
 * looks sees; where every processor has work, who looks takes from QEMU the time in which it would
 * answer ({@code bench/qtest} has the figures).
 */
final class AdaptiveWait {
    /** So many waits of each kind are compared. */
    static final int TRIED = 16;

    /** After so many waits of the better kind they are compared anew: the host may have changed. */
    static final int KEPT = 8192;

    /** In ns; a longer wait tells of the device's work, and not of how its end was seen. */
    static final long COUNTED = 200_000;

    private boolean looking = true;
    private int left = TRIED;
    private int trial;
    private long lookingTook;
    private long sleepingTook;

    /** Whether the next wait is to begin with looking. */
    boolean isLooking() {
        return looking;
    }

    /** Note how long a wait took, in ns. */
    void took(long nanos) {
        long counted = Math.min(nanos, COUNTED);
        if (trial == 0) {
            lookingTook += counted;
        } else if (trial == 1) {
            sleepingTook += counted;
        }
        if (--left == 0) {
            next();
        }
    }

    private void next() {
        trial = (trial + 1) % 3;
        left = trial == 2 ? KEPT : TRIED;
        looking = trial == 0 || (trial == 2 && lookingTook <= sleepingTook);
        if (trial == 0) {
            lookingTook = 0;
            sleepingTook = 0;
        }
    }
}
