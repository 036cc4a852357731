package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.Optional;

/** Waits in a guest for what a condition of its shell tells. */
final class GuestCondition {
    private GuestCondition() {}

    static boolean await(GuestChannel channel, String condition, Duration limit) {
        String loop = "until %s; do sleep 0.05 2>/dev/null || sleep 1; done".formatted(condition);
        try (Execution waiting = channel.start(loop)) {
            Optional<GuestExitStatus> status = waiting.await(limit);
            return status.isPresent() && status.get().isSuccess();
        } catch (InterruptedException e) {
            throw Cancellation.interrupted(condition, e);
        }
    }
}
