package org.qemu.functional.qtest;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.qemu.functional.settings.TimeoutScale;

/** Poll a device as a driver without interrupts does. */
public final class Poll {
    private Poll() {}

    /**
     * Poll until a condition holds. There is no pause in between: each check is a round trip to
     * QEMU, which handles pending work before it answers.
     *
     * @param limit the time limit before it is multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}
     * @return whether the condition held in time
     */
    public static boolean until(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeoutScale.scaled(limit).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }
}
