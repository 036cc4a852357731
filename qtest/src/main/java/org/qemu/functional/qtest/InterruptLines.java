package org.qemu.functional.qtest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** The commands about interrupt lines, and waits for what QEMU tells of them. */
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

    /** Return what is known when QEMU has answered a command that changes nothing. */
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
        // Not by a format: some locales have digits of their own.
        qtest.command("set_irq_in " + qom + " " + gpios + " " + number + " " + level);
    }
}
