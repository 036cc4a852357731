package org.qemu.functional.guest.internal.machine;

import java.util.concurrent.CompletableFuture;

/**
 * Track whether a guest is available, and assign each loss to the operations that were pending when
 * it happened. Everything between a loss and the next answer of the guest belongs to that loss:
 * further lines of an oops, or the second reset with which firmware starts.
 */
final class GuestLossState {
    private enum Phase {
        THERE,
        /** The guest hung or had an oops, and has not answered since. */
        DOUBTFUL,
        /** The guest was reset or replaced, and has not answered since. */
        RETURNING
    }

    /** The future of pending and new operations. All fields are guarded by this. */
    private CompletableFuture<AssertionError> lost = new CompletableFuture<>();

    private Phase phase = Phase.THERE;

    /**
     * Return a future for the next loss; it is already completed if the guest is permanently lost.
     */
    synchronized CompletableFuture<AssertionError> lost() {
        return lost;
    }

    /** Record a loss that may be temporary. */
    void lose(AssertionError error) {
        CompletableFuture<AssertionError> told;
        synchronized (this) {
            if (lost.isDone() || phase != Phase.THERE) {
                return;
            }
            told = lost;
            renew(Phase.DOUBTFUL);
        }
        told.complete(error);
    }

    /**
     * Record a hang, unless the state has changed since a future was current. A second hang is a
     * new loss: it affects operations that started after the first one and were not answered
     * either.
     */
    void hang(CompletableFuture<AssertionError> since, AssertionError error) {
        synchronized (this) {
            if (since != lost || lost.isDone() || phase == Phase.RETURNING) {
                return;
            }
            renew(Phase.DOUBTFUL);
        }
        since.complete(error);
    }

    /** Record a reset, which also brings back a guest that was permanently lost. */
    void reset(AssertionError error) {
        CompletableFuture<AssertionError> told;
        synchronized (this) {
            told = lost;
            if (phase != Phase.RETURNING || lost.isDone()) {
                renew(Phase.RETURNING);
            } else {
                return;
            }
        }
        told.complete(error);
    }

    /** Record a permanent loss, which only a reset ends. */
    void loseForGood(AssertionError error) {
        lost().complete(error);
    }

    /** End pending operations for another reason; the guest will answer again. */
    void replace(AssertionError error) {
        CompletableFuture<AssertionError> told;
        synchronized (this) {
            told = lost;
            renew(Phase.RETURNING);
        }
        told.complete(error);
    }

    /** Record that the guest answered, unless it was lost since a future was current. */
    synchronized void answered(CompletableFuture<AssertionError> since) {
        if (since != lost) {
            return;
        }
        if (lost.isDone()) {
            renew(Phase.THERE);
        }
        phase = Phase.THERE;
    }

    private synchronized void renew(Phase next) {
        lost = new CompletableFuture<>();
        phase = next;
    }
}
