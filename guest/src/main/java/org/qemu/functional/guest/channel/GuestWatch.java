package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.qemu.functional.machine.GuestFailedError;

/**
 * Knows when a guest is lost: it panicked, hangs, rebooted, or its QEMU is gone. What waits for a
 * guest races this.
 *
 * <p>A loss belongs to what was under way when it happened. What begins afterwards has a future of
 * its own, and nothing that the guest does on its way back (a second reset by its firmware, the
 * further lines of an oops) completes that one, until the guest has {@link #answered}.
 */
public interface GuestWatch {
    /** What a {@link GuestFailedError} names a reboot. */
    String REBOOT = "reboot";

    /** What a {@link GuestFailedError} names a shutdown. */
    String SHUTDOWN = "shutdown";

    /** What a {@link GuestFailedError} names a kernel panic. */
    String PANIC = "kernel panic";

    /** What a {@link GuestFailedError} names a guest that does not answer. */
    String HANG = "hang";

    /**
     * Return what completes with the error to throw as soon as the guest is lost; a new one when
     * that was told, unless it is lost for good.
     */
    CompletableFuture<AssertionError> lost();

    /**
     * Explain that the connection to the guest broke.
     *
     * @param awaited as in "while the test waited for …"
     */
    AssertionError broken(String awaited, Throwable cause);

    /**
     * Note that the guest answers no more.
     *
     * @param answered true if it has answered meanwhile: then it is not lost
     */
    default void hung(Duration silence, BooleanSupplier answered) {}

    /** Wait until all is known that QEMU has told of the guest before this call. */
    default void catchUp() {}

    /** Note that the guest runs from another boot: what was under way in the one before is lost. */
    default void rebooted() {}

    /**
     * Note that the guest answers: from now on it can be lost again.
     *
     * @param since what {@link #lost} was when the guest was asked: the answer of a guest that was
     *     lost meanwhile tells nothing
     */
    default void answered(CompletableFuture<AssertionError> since) {}

    /** Whether what runs in the guest ends with such a loss: a hang or an oops may pass. */
    static boolean endsAll(AssertionError loss) {
        return !(loss instanceof GuestFailedError failed)
                || failed.crash().map(Set.of(REBOOT, SHUTDOWN, PANIC)::contains).orElse(true);
    }
}
