package org.qemu.functional.guest.machine;

import java.util.concurrent.CompletableFuture;

/**
 * Whether a guest is there, and whose a loss is: that of what was under way when it happened. What
 * follows a loss until the guest answers again belongs to it: the further lines of an oops, or the
 * second reset by which firmware begins.
 */
final class GuestLossState {
    private enum Phase {
        THERE,
        /** It hung or had an oops, and has not answered since. */
        DOUBTFUL,
        /** It was reset or replaced, and has not answered since. */
        RETURNING
    }

    /** The future of what is under way, or begins now. Guarded by this, as all fields. */
    private CompletableFuture<AssertionError> lost = new CompletableFuture<>();

    private Phase phase = Phase.THERE;

    /**
     * Return what completes with the next loss; it is complete where the guest is lost for good.
     */
    synchronized CompletableFuture<AssertionError> lost() {
        return lost;
    }

    /** Tell a loss that may pass. */
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
     * Tell a hang, unless something has happened since a future was current. One after another is a
     * loss of its own: of what began after the first and was not answered either.
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

    /** Tell a reset; a guest that was lost for good begins anew by it. */
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

    /** Tell a loss after which nothing comes back, unless the guest is reset. */
    void loseForGood(AssertionError error) {
        lost().complete(error);
    }

    /** End what is under way for another reason; the guest returns. */
    void replace(AssertionError error) {
        CompletableFuture<AssertionError> told;
        synchronized (this) {
            told = lost;
            renew(Phase.RETURNING);
        }
        told.complete(error);
    }

    /** Note that the guest is there, unless it was lost since a future was current. */
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
