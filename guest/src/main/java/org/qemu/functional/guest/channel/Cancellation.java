package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What ends the waits of one operation: the loss of the guest in which it began, the closing of its
 * channel, or the end of what serves it. An operation takes one when it begins and keeps it to its
 * end: a later loss is another operation's.
 */
final class Cancellation {
    private static final String CLOSED = "the channel to the guest was closed";

    private final GuestWatch watch;
    private final CompletableFuture<AssertionError> lost;
    private final CompletableFuture<?> closed;

    /** Tells that what serves the operation was replaced; {@code null} until something does. */
    private volatile @Nullable CompletableFuture<AssertionError> replaced;

    /**
     * Begin an operation.
     *
     * @param closed completes when the channel is closed
     */
    Cancellation(GuestWatch watch, CompletableFuture<?> closed) {
        this.watch = watch;
        this.lost = watch.lost();
        this.closed = closed;
    }

    /** Have the operation end with what serves it in the guest first, too. */
    void bind(CompletableFuture<AssertionError> served) {
        if (replaced == null) {
            replaced = served;
        }
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
        CompletableFuture<?> served = replaced;
        return served == null
                ? CompletableFuture.anyOf(lost, closed)
                : CompletableFuture.anyOf(lost, closed, served);
    }

    /** Whether the operation is to end. */
    boolean isEnded() {
        return reason() != null;
    }

    private @Nullable AssertionError reason() {
        AssertionError loss = lost.getNow(null);
        if (loss != null) {
            return loss;
        }
        if (closed.isDone()) {
            return closed();
        }
        CompletableFuture<AssertionError> served = replaced;
        return served == null ? null : served.getNow(null);
    }

    /**
     * Do nothing unless the operation is to end.
     *
     * @throws AssertionError if it is
     */
    void check() {
        AssertionError reason = reason();
        if (reason != null) {
            throw reason;
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
                        CompletableFuture.anyOf(awaited, ended())
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
        AssertionError reason = reason();
        if (reason != null) {
            return reason;
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
