package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for something of a guest that end with the guest. */
final class Race {
    private Race() {}

    /**
     * Wait for something.
     *
     * @throws AssertionError the watch's, if the guest is lost before; or that with which what is
     *     awaited completed
     * @throws TimeoutException if neither happens within the limit
     */
    static <T> T await(CompletableFuture<T> awaited, GuestWatch watch, Duration limit)
            throws InterruptedException, TimeoutException {
        CompletableFuture<AssertionError> lost = watch.lost();
        AssertionError already = lost.getNow(null);
        if (already != null) {
            throw already;
        }
        try {
            Object unused =
                    CompletableFuture.anyOf(awaited, lost)
                            .get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
            if (!awaited.isDone()) {
                throw lost.join();
            }
            return awaited.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof AssertionError error) {
                throw error;
            }
            throw watch.broken("the guest", cause);
        }
    }

    /** What is left until a moment of {@link System#nanoTime()}; zero if it is over. */
    static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    static AssertionError interrupted(String awaited, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, e);
    }
}
