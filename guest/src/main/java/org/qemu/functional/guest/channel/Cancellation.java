package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What ends the waits of one operation: the loss of the guest in which it began, or the closing of
 * its channel. An operation takes one when it begins and keeps it to its end: a later loss is
 * another operation's.
 */
final class Cancellation {
    private static final String CLOSED = "the channel to the guest was closed";

    private final GuestWatch watch;
    private final CompletableFuture<AssertionError> lost;
    private final CompletableFuture<?> closed;
    private final CompletableFuture<Object> either;

    /**
     * Begin an operation.
     *
     * @param closed completes when the channel is closed
     */
    Cancellation(GuestWatch watch, CompletableFuture<?> closed) {
        this.watch = watch;
        this.lost = watch.lost();
        this.closed = closed;
        this.either = CompletableFuture.anyOf(lost, closed);
    }

    /** Return what a closed channel tells whoever uses it. */
    static AssertionError closed() {
        return new AssertionError(CLOSED);
    }

    /** Note that the guest answered. */
    void answered() {
        watch.answered(lost);
    }

    /** Return what completes when the operation is to end. */
    CompletableFuture<?> ended() {
        return either;
    }

    /** Whether the operation is to end. */
    boolean isEnded() {
        return lost.isDone() || closed.isDone();
    }

    /**
     * Do nothing unless the operation is to end.
     *
     * @throws AssertionError if it is
     */
    void check() {
        AssertionError loss = lost.getNow(null);
        if (loss != null) {
            throw loss;
        }
        if (closed.isDone()) {
            throw closed();
        }
    }

    /**
     * Wait for something; what has come counts, even if the operation is to end.
     *
     * @throws AssertionError if the operation is to end before, or that with which what is awaited
     *     completed
     * @throws TimeoutException if neither happens within the limit
     */
    <T> T await(CompletableFuture<T> awaited, String what, Duration limit)
            throws InterruptedException, TimeoutException {
        try {
            if (!awaited.isDone()) {
                Object unused =
                        CompletableFuture.anyOf(awaited, either)
                                .get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
            }
            if (!awaited.isDone()) {
                check();
            }
            return awaited.get();
        } catch (ExecutionException e) {
            throw explain(what, e.getCause() == null ? e : e.getCause());
        }
    }

    /** Return what to throw where an operation failed, which is seen first where it is to end. */
    AssertionError explain(String awaited, Throwable cause) {
        AssertionError loss = lost.getNow(null);
        if (loss != null) {
            return loss;
        }
        if (closed.isDone()) {
            return closed();
        }
        return cause instanceof AssertionError error ? error : watch.broken(awaited, cause);
    }

    /** Return what is left until a moment of {@link System#nanoTime()}; zero if it is over. */
    static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Return what to throw where a wait was interrupted; the thread is interrupted again. */
    static AssertionError interrupted(String awaited, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, e);
    }
}
