package org.qemu.functional.guest.internal.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.GuestWatch;

/**
 * The events that end the waits of an operation: the loss of the guest in which it started, the
 * closing of its channel, or the end of the agent that serves it. An operation creates one at its
 * start and keeps it to its end: later losses belong to other operations.
 */
public final class Cancellation {
    private static final String CLOSED = "the channel to the guest was closed";

    private final GuestWatch watch;
    private final CompletableFuture<AssertionError> lost;
    private final CompletableFuture<?> closed;

    /**
     * The future that completes when the serving agent was replaced; {@code null} until one is
     * bound.
     */
    private volatile @Nullable CompletableFuture<AssertionError> replaced;

    /**
     * Start an operation.
     *
     * @param closed completes when the channel is closed
     */
    public Cancellation(GuestWatch watch, CompletableFuture<?> closed) {
        this.watch = watch;
        this.lost = watch.lost();
        this.closed = closed;
    }

    /** End the operation also when the agent that serves it in the guest ends. */
    public void bind(CompletableFuture<AssertionError> served) {
        if (replaced == null) {
            replaced = served;
        }
    }

    /** Return the error for users of a closed channel. */
    public static AssertionError closed() {
        return new AssertionError(CLOSED);
    }

    /** Record that the guest answered. */
    public void answered() {
        watch.answered(lost);
    }

    /** Return a future that completes when the operation must end. */
    public CompletableFuture<?> ended() {
        CompletableFuture<?> served = replaced;
        return served == null
                ? CompletableFuture.anyOf(lost, closed)
                : CompletableFuture.anyOf(lost, closed, served);
    }

    /** Return whether the operation must end. */
    public boolean isEnded() {
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
     * Throw if the operation must end.
     *
     * @throws AssertionError if it must
     */
    public void check() {
        AssertionError reason = reason();
        if (reason != null) {
            throw reason;
        }
    }

    /**
     * Wait for a result; a result that has arrived is returned even if the operation must end.
     *
     * @throws AssertionError if the operation must end first, or the error with which the future
     *     completed
     * @throws TimeoutException if neither happens within the limit
     */
    public <T> T await(CompletableFuture<T> awaited, String what, Duration limit)
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

    /** Return the error for a failed operation; the reason why it must end takes precedence. */
    public AssertionError explain(String awaited, Throwable cause) {
        AssertionError reason = reason();
        if (reason != null) {
            return reason;
        }
        return cause instanceof AssertionError error ? error : watch.broken(awaited, cause);
    }

    /**
     * Return the time left until a deadline of {@link System#nanoTime()}; zero if it has passed.
     */
    public static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Return the error for an interrupted wait, and restore the thread's interrupt flag. */
    public static AssertionError interrupted(String awaited, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + awaited, e);
    }
}
