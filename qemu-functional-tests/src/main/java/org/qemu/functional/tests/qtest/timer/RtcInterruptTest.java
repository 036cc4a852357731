package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RESET;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RUN;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_24H;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_PIE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_SET;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_UIE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_IRQF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_PF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_UF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.IRQ;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.I8254;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/** The periodic interrupt of the MC146818, and the interrupt at the end of an update. */
@QTestMachine("-machine pc -rtc clock=vm,base=2011-02-02T02:04:58")
class RtcInterruptTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A cycle of the crystal in ns, to which QEMU rounds. */
    private static final long CYCLE = 1_000_000_000L / 32768 + 1;

    /**
     * Return the RTC with its interrupt intercepted; the PIT's timer does not affect {@code
     * clockStep}.
     */
    private static Mc146818 listen(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        new I8254(qtest.ports()).start(I8254.TICK, 0, 1);
        return new Mc146818(qtest);
    }

    @Test
    void updateEndsOnceASecond(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(B_24H | B_UIE);
        for (int i = 1; i <= 3; i++) {
            qtest.clockStep(SECOND.minusNanos(1));
            assertFalse(qtest.getIrq(IRQ));
            qtest.clockStep(1);
            assertTrue(qtest.getIrq(IRQ));
            rtc.registerC.expect(C_IRQF | C_UF);
            assertFalse(qtest.getIrq(IRQ));
            rtc.registerC.expect(0);
            assertEquals(i, qtest.interrupts().raises(IRQ));
        }
    }

    @Test
    void interruptLastsUntilRegisterCIsRead(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(B_24H | B_UIE);
        qtest.clockStep(SECOND.multipliedBy(3));
        assertTrue(qtest.getIrq(IRQ));
        assertEquals(1, qtest.interrupts().raises(IRQ));
        rtc.registerC.expect(C_IRQF | C_UF);
        assertFalse(qtest.getIrq(IRQ));
    }

    @Test
    void endOfUpdateThatIsNotEnabledSetsItsFlagOnly(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        qtest.clockStep(SECOND);
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerC.expect(C_UF);
    }

    @Test
    void flagThatIsEnabledLaterInterruptsAtOnce(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        qtest.clockStep(SECOND);
        rtc.registerB.write(B_24H | B_UIE);
        assertTrue(qtest.getIrq(IRQ));
        rtc.registerB.write(B_24H);
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerC.expect(C_UF);
    }

    @Test
    void setBitAllowsPeriodicInterrupts(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(B_24H | B_SET | B_PIE);
        qtest.clockStep(Duration.ofMillis(1));
        assertTrue(qtest.getIrq(IRQ));
        rtc.registerC.expect(C_IRQF | C_PF);
    }

    @Test
    void interruptsAtEveryRate(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        // The data sheet's table for a crystal of 32768 Hz; 1 and 2 equal 8 and 9.
        int[] rates = {256, 128, 8192, 4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2};
        for (int code = 1; code <= rates.length; code++) {
            rtc.registerB.write(B_24H);
            rtc.registerA.write((A_RUN & 0xf0) | code);
            rtc.registerB.write(B_24H | B_PIE);
            long first = nextPeriod(qtest, rtc);
            int periods = 20;
            long last = first;
            for (int i = 0; i < periods; i++) {
                last = nextPeriod(qtest, rtc);
            }
            assertNear(
                    1_000_000_000L * periods / rates[code - 1],
                    last - first,
                    CYCLE,
                    "%d periods with rate %d".formatted(periods, code));
        }
    }

    /** Step to the next periodic interrupt, acknowledge it and return its time. */
    private static long nextPeriod(QTest qtest, Mc146818 rtc) {
        long now = qtest.clockStep();
        // The longest period is half a second, and other timers may expire earlier.
        long last = now + SECOND.toNanos();
        while (!qtest.getIrq(IRQ)) {
            assertTrue(now < last, "no interrupt occurred within a second");
            now = qtest.clockStep();
        }
        rtc.registerC.expect(C_IRQF | C_PF, C_IRQF | C_PF);
        return now;
    }

    @Test
    void changedRateCountsFromTheLastInterrupt(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        int eighth = (A_RUN & 0xf0) | 13;
        int half = (A_RUN & 0xf0) | 15;
        rtc.registerA.write(eighth);
        rtc.registerB.write(B_24H | B_PIE);
        long first = nextPeriod(qtest, rtc);
        long last = first;
        for (int i = 0; i < 10; i++) {
            qtest.clockStep(Duration.ofMillis(100));
            rtc.registerA.write(half);
            nextPeriod(qtest, rtc);
            qtest.clockStep(Duration.ofMillis(100));
            rtc.registerA.write(eighth);
            last = nextPeriod(qtest, rtc);
        }
        assertNear(10 * 625_000_000L, last - first, 20 * CYCLE, "10 periods of each rate");
    }

    private static void assertNear(long expected, long found, long tolerance, String what) {
        assertTrue(
                Math.abs(found - expected) <= tolerance,
                () -> "%s take %d ns and not %d".formatted(what, found, expected));
    }

    @Test
    void rate0IsNone(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerA.write(A_RUN & 0xf0);
        rtc.registerB.write(B_24H | B_PIE);
        qtest.clockStep(SECOND.multipliedBy(2));
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerC.expect(C_PF, 0);
        rtc.registerA.write(A_RUN);
        qtest.clockStep(Duration.ofMillis(1));
        assertTrue(qtest.getIrq(IRQ));
    }

    @Test
    void resetEndsInterrupts(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(B_24H | B_PIE);
        qtest.clockStep(SECOND);
        assertTrue(qtest.getIrq(IRQ));
        qtest.systemReset();
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerC.expect(0);
        qtest.clockStep(SECOND);
        assertFalse(qtest.getIrq(IRQ));
    }

    /**
     * Use the clock of the host, because the test cannot advance the clock of a running machine.
     */
    @Test
    @QTestMachine("-machine pc -rtc base=utc")
    void interruptsPeriodicallyByTheClockOfTheHost(QTest qtest) {
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(B_24H | B_PIE);
        for (int i = 1; i <= 10; i++) {
            qtest.awaitIrq(IRQ, SECOND.multipliedBy(10));
            rtc.registerC.expect(C_IRQF | C_PF, C_IRQF | C_PF);
        }
        // Another interrupt may have occurred since the last one was acknowledged.
        rtc.registerB.write(B_24H);
        rtc.registerC.read();
        assertFalse(qtest.getIrq(IRQ));
        assertTrue(qtest.interrupts().raises(IRQ) >= 10, qtest.interrupts().toString());
    }

    @Test
    @QTestMachine("-machine pc -rtc base=utc")
    void readingRegisterCEndsTheInterrupt(QTest qtest) {
        Mc146818 rtc = listen(qtest);
        rtc.registerA.write(A_RESET);
        rtc.registerA.write(A_RUN);
        rtc.registerB.write(B_24H | B_UIE);
        qtest.awaitIrq(IRQ, SECOND.multipliedBy(10));
        // Disable updates, because the next one would interrupt again.
        rtc.registerA.write(A_RESET);
        assertTrue(qtest.getIrq(IRQ));
        rtc.registerC.expect(C_IRQF | C_UF);
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerC.expect(0);
    }
}
