package org.qemu.functional.guest.channel;

import java.util.concurrent.CompletableFuture;

/** Loses its guest on request. */
public final class FakeWatch implements GuestWatch {
    private volatile CompletableFuture<AssertionError> lost = new CompletableFuture<>();

    /** Report a loss after which the guest does not return. */
    void loseForGood(AssertionError error) {
        lost.complete(error);
    }

    /**
     * Report a loss after which the guest can return; operations that start later are not affected.
     */
    public void lose(AssertionError error) {
        CompletableFuture<AssertionError> previous = lost;
        lost = new CompletableFuture<>();
        previous.complete(error);
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
