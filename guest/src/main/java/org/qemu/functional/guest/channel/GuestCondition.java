package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.Optional;

/** Wait in a guest for a condition of its shell. */
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
