package org.qemu.functional.machine;

/** Turns an interrupted wait into a failure of the test that keeps the thread's flag. */
final class Interruption {
    private Interruption() {}

    static AssertionError during(String awaited, Exception cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, cause);
    }
}
