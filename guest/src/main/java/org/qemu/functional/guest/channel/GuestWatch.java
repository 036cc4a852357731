package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.qemu.functional.machine.GuestFailedError;

/**
 * Detects when a guest is lost: it panicked, hangs, rebooted, or its QEMU has exited. Waits for a
 * guest also wait for this.
 *
 * <p>A loss affects the operations that were pending when it happened. Operations that start later
 * have another future. Until the guest has {@link #answered}, nothing that it does while it
 * recovers (a second reset by its firmware, further lines of an oops) completes that future.
 */
public interface GuestWatch {
    /** The name of a reboot in a {@link GuestFailedError}. */
    String REBOOT = "reboot";

    /** The name of a shutdown in a {@link GuestFailedError}. */
    String SHUTDOWN = "shutdown";

    /** The name of a kernel panic in a {@link GuestFailedError}. */
    String PANIC = "kernel panic";

    /** The name of a guest that does not answer in a {@link GuestFailedError}. */
    String HANG = "hang";

    /**
     * Return a future that completes with the error to throw when the guest is lost. After a loss a
     * new future is returned, unless the guest is permanently lost.
     */
    CompletableFuture<AssertionError> lost();

    /**
     * Explain that the connection to the guest failed.
     *
     * @param awaited completes "while the test waited for …"
     */
    AssertionError broken(String awaited, Throwable cause);

    /**
     * Record that the guest does not answer any more.
     *
     * @param answered returns true if it has answered meanwhile and is not lost
     */
    default void hung(Duration silence, BooleanSupplier answered) {}

    /** Wait until all events that QEMU has sent about the guest before this call are processed. */
    default void catchUp() {}

    /** Record that the guest has rebooted: operations of the previous boot are lost. */
    default void rebooted() {}

    /**
     * Record that the guest answers: from now on it can be lost again.
     *
     * @param since the value of {@link #lost} when the guest was asked: the answer of a guest that
     *     was lost meanwhile is ignored
     */
    default void answered(CompletableFuture<AssertionError> since) {}

    /**
     * Return whether a loss ends everything that runs in the guest: a hang or an oops may be
     * temporary.
     */
    static boolean endsAll(AssertionError loss) {
        return !(loss instanceof GuestFailedError failed)
                || failed.crash().map(Set.of(REBOOT, SHUTDOWN, PANIC)::contains).orElse(true);
    }
}
