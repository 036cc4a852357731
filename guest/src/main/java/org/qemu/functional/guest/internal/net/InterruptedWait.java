package org.qemu.functional.guest.internal.net;

/** Convert an interrupted wait into a test failure and restore the thread's interrupt flag. */
public final class InterruptedWait {
    private InterruptedWait() {}

    public static AssertionError interrupted(String awaited, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, cause);
    }
}
