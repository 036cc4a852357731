package org.qemu.functional.guest.channel;

import java.util.concurrent.CompletableFuture;

/**
 * Knows when a guest is lost: it panicked, hangs, rebooted, or its QEMU is gone. What waits for a
 * guest races this.
 */
public interface GuestWatch {
    /**
     * Return what completes with the error to throw as soon as the guest is lost; a new one after a
     * reboot was told.
     */
    CompletableFuture<AssertionError> lost();

    /**
     * Explain that the connection to the guest broke.
     *
     * @param awaited as in "while the test waited for …"
     */
    AssertionError broken(String awaited, Throwable cause);
}
