package org.qemu.functional.guest.net;

/** Turns an interrupted wait into a failure of the test that keeps the thread's flag. */
final class InterruptedWait {
    private InterruptedWait() {}

    static AssertionError interrupted(String awaited, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, cause);
    }
}
