package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.qemu.functional.qtest.qos.timer.Hpet.ENABLE;
import static org.qemu.functional.qtest.qos.timer.Hpet.LEGACY;
import static org.qemu.functional.qtest.qos.timer.Hpet.PERIOD_NANOS;
import static org.qemu.functional.qtest.qos.timer.Hpet.TIMER_64_BITS;
import static org.qemu.functional.qtest.qos.timer.Hpet.TIMER_CAN_BE_PERIODIC;
import static org.qemu.functional.qtest.qos.timer.Hpet.TIMER_ENABLE;
import static org.qemu.functional.qtest.qos.timer.Hpet.TIMER_LEVEL;
import static org.qemu.functional.qtest.qos.timer.Hpet.TIMER_PERIODIC;
import static org.qemu.functional.qtest.qos.timer.Hpet.TIMER_SET_VALUE;
import static org.qemu.functional.qtest.qos.timer.Hpet.route;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.Hpet;
import org.qemu.functional.qtest.qos.timer.I8254;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/** The HPET of a PC: its capabilities, its counter and its timers. */
@QTestMachine("-machine q35")
class HpetTest {
    /** A line of the I/O APIC that the timers of a Q35 can use. */
    private static final int LINE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @BeforeEach
    void requireHpet(QTest qtest) {
        assumeTrue(
                qtest.hmp("info qtree").contains("dev: hpet,"),
                () -> "the machine has no HPET with %s".formatted(qtest.vm().binary()));
    }

    @Test
    void tellsWhatItIs(QTest qtest) {
        Hpet hpet = new Hpet(qtest.memory());
        // 10 million fs; Intel's; can replace PIT and RTC; 64 bits; 3 timers; revision 1.
        hpet.capabilities.expect(0x0098_9680_8086_a201L);
        hpet.capabilities.write(0);
        hpet.capabilities.expect(0x0098_9680_8086_a201L);
    }

    @Test
    void tellsWhatItsTimersCan(QTest qtest) {
        Hpet hpet = new Hpet(qtest.memory());
        for (int timer = 0; timer < 3; timer++) {
            long config = hpet.timerConfig(timer).expect(0xffff_ffffL, 0x30);
            assertNotEquals(0, config >>> 32 & 1L << LINE, "the lines of timer " + timer);
            hpet.comparator(timer).expect(-1);
        }
    }

    @Test
    void timerKeepsWhatCanBeConfigured(QTest qtest) {
        Hpet hpet = new Hpet(qtest.memory());
        long can = hpet.timerConfig(1).read() & (0xffff_ffffL << 32);
        hpet.timerConfig(1).write(-1);
        // The bits for 64 bits and periodic mode remain set; that for message-signaled interrupts
        // remains clear.
        hpet.timerConfig(1).expect(~0x4000L, can | 0x3f7e);
        hpet.timerConfig(1).write(0);
        hpet.timerConfig(1).expect(can | TIMER_CAN_BE_PERIODIC | TIMER_64_BITS);
        hpet.comparator(1).writeAndExpect(0x1234_5678_9abc_def0L);
    }

    @Test
    void counterStandsUntilItIsEnabled(QTest qtest) {
        Hpet hpet = new Hpet(qtest.memory());
        hpet.config.expect(0);
        hpet.counter.expect(0);
        hpet.counter.writeAndExpect(0x1234_5678_9abc_def0L);
        if (qtest.hasClock()) {
            qtest.clockStep(Duration.ofSeconds(1));
        }
        hpet.counter.expect(0x1234_5678_9abc_def0L);
    }

    @Test
    void counterCountsFromWhereItIsSet(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = new Hpet(qtest.memory());
        long begin = 0xffff_fff0L;
        hpet.counter.write(begin);
        hpet.config.write(ENABLE);
        hpet.counter.expect(begin);
        qtest.clockStep(PERIOD_NANOS - 1);
        hpet.counter.expect(begin);
        qtest.clockStep(1);
        hpet.counter.expect(begin + 1);
        qtest.clockStep(Duration.ofMillis(1));
        hpet.counter.expect(begin + 1 + 100_000);
        hpet.config.write(0);
        qtest.clockStep(Duration.ofMillis(1));
        hpet.counter.expect(begin + 1 + 100_000);
    }

    @Test
    void timerGoesOffOnce(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = listen(qtest);
        hpet.timerConfig(1).write(route(LINE) | TIMER_ENABLE | TIMER_LEVEL);
        hpet.comparator(1).write(1000);
        hpet.config.write(ENABLE);
        qtest.clockStep(1000 * PERIOD_NANOS - 1);
        assertFalse(qtest.getIrq(LINE));
        qtest.clockStep(1);
        assertTrue(qtest.getIrq(LINE));
        hpet.status.expect(1 << 1);
        hpet.status.write(1 << 1);
        assertFalse(qtest.getIrq(LINE));
        hpet.status.expect(0);
        qtest.clockStep(Duration.ofMillis(1));
        hpet.status.expect(0);
        assertEquals(1, qtest.interrupts().raises(LINE));
    }

    @Test
    void edgeIsAPulseWithoutAStatus(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = listen(qtest);
        hpet.timerConfig(2).write(route(LINE) | TIMER_ENABLE);
        hpet.comparator(2).write(1000);
        hpet.config.write(ENABLE);
        qtest.clockStep(1000 * PERIOD_NANOS - 1);
        assertEquals(0, qtest.interrupts().raises(LINE));
        qtest.clockStep(1);
        assertFalse(qtest.getIrq(LINE));
        assertEquals(1, qtest.interrupts().raises(LINE));
        hpet.status.expect(0);
    }

    @Test
    void timerGoesOffAgainAndAgain(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = listen(qtest);
        hpet.timerConfig(0).write(route(LINE) | TIMER_ENABLE | TIMER_PERIODIC | TIMER_SET_VALUE);
        hpet.comparator(0).write(1000);
        hpet.config.write(ENABLE);
        qtest.clockStep(500 * PERIOD_NANOS);
        // If QEMU's clock is exact, QEMU interrupts twice, the second time 1 µs later: hpet_timer()
        // in hw/timer/hpet.c proceeds to the next period only after the end of the last.
        for (int period = 0; period < 10; period++) {
            qtest.interrupts().forget();
            qtest.clockStep(500 * PERIOD_NANOS - 1);
            assertEquals(0, qtest.interrupts().raises(LINE), "too early in period " + period);
            qtest.clockStep(1);
            assertNotEquals(0, qtest.interrupts().raises(LINE), "not after period " + period);
            qtest.clockStep(500 * PERIOD_NANOS);
        }
        hpet.comparator(0).expect(11_000);
    }

    @Test
    void disabledTimerSetsItsStatusOnly(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = listen(qtest);
        hpet.timerConfig(1).write(route(LINE) | TIMER_LEVEL);
        hpet.comparator(1).write(1000);
        hpet.config.write(ENABLE);
        qtest.clockStep(1000 * PERIOD_NANOS - 1);
        hpet.status.expect(0);
        qtest.clockStep(1);
        hpet.status.expect(1 << 1);
        assertEquals(0, qtest.interrupts().raises(LINE));
    }

    @Test
    void replacesThePit(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = listen(qtest);
        new I8254(qtest.ports()).start(I8254.TICK, 2, 1000);
        hpet.timerConfig(0).write(route(LINE) | TIMER_ENABLE);
        hpet.comparator(0).write(1_000_000);
        hpet.config.write(ENABLE | LEGACY);
        qtest.interrupts().forget();
        qtest.clockStep(Duration.ofMillis(20));
        // The HPET interrupts once at the PIT's line, where the PIT would have interrupted 23
        // times, and never at its own line.
        assertEquals(1, qtest.interrupts().raises(I8254.IRQ));
        assertEquals(0, qtest.interrupts().raises(LINE));
        hpet.config.write(ENABLE);
        qtest.clockStep(Duration.ofMillis(20));
        assertTrue(qtest.interrupts().raises(I8254.IRQ) > 20, qtest.interrupts().toString());
    }

    @Test
    void replacesTheRtc(QTest qtest) {
        qtest.requireClock();
        Hpet hpet = listen(qtest);
        hpet.timerConfig(1).write(route(LINE) | TIMER_ENABLE);
        hpet.comparator(1).write(1000);
        hpet.config.write(ENABLE | LEGACY);
        qtest.clockStep(1000 * PERIOD_NANOS - 1);
        assertEquals(0, qtest.interrupts().raises(Mc146818.IRQ));
        qtest.clockStep(1);
        assertEquals(1, qtest.interrupts().raises(Mc146818.IRQ));
        assertEquals(0, qtest.interrupts().raises(LINE));
    }

    /**
     * Use the machine's own clock, because the test cannot advance the clock of a running machine.
     */
    @Test
    @QTestMachine(value = "-machine q35", running = true)
    void timerGoesOffWhileTheMachineRuns(QTest qtest) {
        Hpet hpet = listen(qtest);
        hpet.timerConfig(1).write(route(LINE) | TIMER_ENABLE | TIMER_LEVEL);
        hpet.comparator(1).write(100_000);
        hpet.config.write(ENABLE);
        if (qtest.hasClock()) {
            qtest.clockStep(100_000 * PERIOD_NANOS);
        }
        qtest.awaitIrq(LINE, PATIENCE);
        long counter = hpet.counter.read();
        assertTrue(counter >= 100_000, () -> "the counter is only at %d".formatted(counter));
        hpet.status.expect(1 << 1);
    }

    private static Hpet listen(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        return new Hpet(qtest.memory());
    }
}
