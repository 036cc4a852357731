package org.qemu.functional.guest.channel;

import java.util.concurrent.CompletableFuture;

/** Loses its guest when a test says so. */
public final class FakeWatch implements GuestWatch {
    private volatile CompletableFuture<AssertionError> lost = new CompletableFuture<>();

    /** Tell a loss after which the guest does not come back. */
    void loseForGood(AssertionError error) {
        lost.complete(error);
    }

    /** Tell a loss after which the guest may come back: it is not that of what begins now. */
    public void lose(AssertionError error) {
        CompletableFuture<AssertionError> told = lost;
        lost = new CompletableFuture<>();
        told.complete(error);
    }

    @Override
    public CompletableFuture<AssertionError> lost() {
        return lost;
    }

    @Override
    public AssertionError broken(String awaited, Throwable cause) {
        return new AssertionError("broken: %s: %s".formatted(awaited, cause), cause);
    }
}
