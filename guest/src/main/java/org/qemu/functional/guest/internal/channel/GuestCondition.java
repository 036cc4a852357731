package org.qemu.functional.guest.internal.channel;

import java.time.Duration;
import java.util.Optional;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestChannel;
import org.qemu.functional.guest.channel.GuestExitStatus;

/** Wait in a guest for a condition of its shell. */
public final class GuestCondition {
    private GuestCondition() {}

    public static boolean await(GuestChannel channel, String condition, Duration limit) {
        String loop = "until %s; do sleep 0.05 2>/dev/null || sleep 1; done".formatted(condition);
        try (Execution waiting = channel.start(loop)) {
            Optional<GuestExitStatus> status = waiting.await(limit);
            return status.isPresent() && status.get().isSuccess();
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(condition, e);
        }
    }
}
