package org.qemu.functional.machine;

/** Convert an interrupted wait into a test failure and restore the thread's interrupt flag. */
final class Interruption {
    private Interruption() {}

    static AssertionError during(String awaited, Exception cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, cause);
    }
}
