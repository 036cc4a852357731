package org.qemu.functional.qtest;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.qemu.functional.settings.TimeoutScale;

/** Looks at a device again and again, as a driver without interrupts does. */
public final class Poll {
    private Poll() {}

    /**
     * Look until a condition holds. There is no pause in between: each look is a round trip to
     * QEMU, which does what it has to do before it answers.
     *
     * @param limit before the scale of {@code QEMU_TEST_TIMEOUT_SCALE}
     * @return whether it came to hold in time
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
