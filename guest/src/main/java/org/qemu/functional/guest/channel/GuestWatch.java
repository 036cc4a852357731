package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Knows when a guest is lost: it panicked, hangs, rebooted, or its QEMU is gone. What waits for a
 * guest races this.
 */
public interface GuestWatch {
    /** What a {@link org.qemu.functional.machine.GuestFailedError} names a reboot. */
    String REBOOT = "reboot";

    /**
     * Return what completes with the error to throw as soon as the guest is lost; a new one when
     * that was told, unless it is lost for good.
     */
    CompletableFuture<AssertionError> lost();

    /**
     * Explain that the connection to the guest broke.
     *
     * @param awaited as in "while the test waited for …"
     */
    AssertionError broken(String awaited, Throwable cause);

    /** Note that the guest answers no more. */
    default void hung(Duration silence) {}
}
