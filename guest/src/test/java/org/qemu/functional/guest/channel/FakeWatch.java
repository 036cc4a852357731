package org.qemu.functional.guest.channel;

import java.util.concurrent.CompletableFuture;

/** Loses its guest when a test says so. */
final class FakeWatch implements GuestWatch {
    final CompletableFuture<AssertionError> lost = new CompletableFuture<>();

    @Override
    public CompletableFuture<AssertionError> lost() {
        return lost;
    }

    @Override
    public AssertionError broken(String awaited, Throwable cause) {
        return new AssertionError("broken: %s: %s".formatted(awaited, cause), cause);
    }
}
