package org.qemu.functional.qtest.internal;

/**
 * Choose how to wait for replies by measuring both ways: polling, or sleeping in the kernel. On a
 * host with an idle CPU, a sleeping thread notices a reply seven times later than a polling one; if
 * all CPUs are busy, polling takes the CPU time that QEMU needs to answer ({@code bench/qtest} has
 * the figures).
 */
final class AdaptiveWait {
    /** The number of waits of each kind that are compared. */
    static final int TRIED = 16;

    /**
     * The number of waits after which they are compared again, since the host's load may have
     * changed.
     */
    static final int KEPT = 8192;

    /** In ns; a longer wait depends on the device rather than on the way of waiting. */
    static final long COUNTED = 200_000;

    private boolean looking = true;
    private int left = TRIED;
    private int trial;
    private long lookingTook;
    private long sleepingTook;

    /** Return whether the next wait polls first. */
    boolean isLooking() {
        return looking;
    }

    /** Record the duration of a wait, in ns. */
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
