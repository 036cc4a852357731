package org.qemu.functional.qtest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** Send the commands for interrupt lines, and wait for interrupts. */
final class InterruptLines {
    private final QTest qtest;

    InterruptLines(QTest qtest) {
        this.qtest = qtest;
    }

    void interceptIn(String qom) {
        qtest.command("irq_intercept_in " + qom);
    }

    void interceptOut(String qom) {
        qtest.command("irq_intercept_out " + qom);
    }

    /** Return the current state, after QEMU has answered a command without side effects. */
    Interrupts now() {
        qtest.command("endianness");
        return qtest.link().interrupts();
    }

    /** Wait until a line is raised. */
    void await(int line, Duration timeout) {
        Interrupts known = now();
        Duration limit = TimeoutScale.scaled(timeout);
        long deadline = System.nanoTime() + limit.toNanos();
        while (!known.isRaised(line)) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || !qtest.link().awaitInterrupts(left, "interrupt " + line)) {
                throw new AssertionError(
                        "interrupt line %d was not raised within %s: %s"
                                .formatted(line, Seconds.format(limit), known));
            }
        }
    }

    void setIn(String qom, @Nullable String name, int number, int level) {
        String gpios = name == null ? "unnamed-gpio-in" : name;
        // Not by String.format: some locales have digits of their own.
        qtest.command("set_irq_in " + qom + " " + gpios + " " + number + " " + level);
    }
}
