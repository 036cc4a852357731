package org.qemu.functional.machine.internal.process;

/** Convert an interrupted wait into a test failure and restore the thread's interrupt flag. */
public final class Interruption {
    private Interruption() {}

    public static AssertionError during(String awaited, Exception cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, cause);
    }
}
