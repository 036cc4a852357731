package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.timer.I8254.IRQ;
import static org.qemu.functional.qtest.qos.timer.I8254.OUTPUT;
import static org.qemu.functional.qtest.qos.timer.I8254.SPEAKER;
import static org.qemu.functional.qtest.qos.timer.I8254.SPEAKER_DATA;
import static org.qemu.functional.qtest.qos.timer.I8254.SPEAKER_GATE;
import static org.qemu.functional.qtest.qos.timer.I8254.SPEAKER_OUTPUT;
import static org.qemu.functional.qtest.qos.timer.I8254.SPEAKER_REFRESH;
import static org.qemu.functional.qtest.qos.timer.I8254.TICK;
import static org.qemu.functional.qtest.qos.timer.I8254.WORD;
import static org.qemu.functional.qtest.qos.timer.I8254.nanos;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.I8254;

/** The i8254 of a PC: programming, reading, and timing. */
@QTestMachine("-machine pc")
class PitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void statusTellsAccessAndMode(QTest qtest) {
        I8254 pit = new I8254(qtest.ports());
        for (int counter = 0; counter < 3; counter++) {
            for (int access = 1; access <= 3; access++) {
                for (int mode = 0; mode <= 5; mode++) {
                    pit.program(counter, access, mode);
                    assertEquals(
                            (access << 4) | (mode << 1),
                            pit.status(counter) & 0x3f,
                            "the status of counter %d".formatted(counter));
                }
            }
        }
    }

    @Test
    void readsTheBytesThatItsAccessHas(QTest qtest) {
        I8254 pit = new I8254(qtest.ports());
        pit.program(SPEAKER, I8254.LOW_BYTE, 0);
        pit.counter(SPEAKER).write(0x42);
        pit.latch(SPEAKER);
        pit.counter(SPEAKER).expect(0x42);
        pit.program(SPEAKER, I8254.HIGH_BYTE, 0);
        pit.counter(SPEAKER).write(0x43);
        pit.latch(SPEAKER);
        pit.counter(SPEAKER).expect(0x43);
        pit.program(SPEAKER, WORD, 0);
        pit.counter(SPEAKER).write(0x44);
        pit.counter(SPEAKER).write(0x45);
        assertEquals(0x4544, pit.count(SPEAKER));
    }

    @Test
    void countersAreApart(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        pit.start(0, 0, 0x1234);
        pit.start(1, 2, 0x2345);
        pit.start(2, 4, 0x3456);
        qtest.clockStep(nanos(0x34));
        assertEquals(0x1200, pit.count(0));
        assertEquals(0x2311, pit.count(1));
        assertEquals(0x3422, pit.count(2));
    }

    @Test
    void latchKeepsTheCount(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        pit.start(SPEAKER, 0, 0x1234);
        pit.latch(SPEAKER);
        qtest.clockStep(nanos(0x134));
        pit.latch(SPEAKER);
        assertEquals(0x1234, pit.readWord(SPEAKER));
        assertEquals(0x1100, pit.readWord(SPEAKER));
    }

    @Test
    void readBackLatchesCountsAndStates(QTest qtest) {
        I8254 pit = new I8254(qtest.ports());
        pit.start(1, 0, 0x1234);
        pit.start(2, 5, 0x4321);
        pit.readBack(true, true, 0b110);
        // The status is read before the count.
        pit.counter(1).expect(WORD << 4);
        assertEquals(0x1234, pit.readWord(1));
        pit.counter(2).expect((WORD << 4) | (5 << 1));
        assertEquals(0x4321, pit.readWord(2));
    }

    @Test
    void mode0RaisesItsOutputAtTheEnd(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        pit.start(SPEAKER, 0, 1000);
        pit.speaker.expect(SPEAKER_OUTPUT, 0);
        qtest.clockStep(nanos(1000) - 1);
        pit.speaker.expect(SPEAKER_OUTPUT, 0);
        assertEquals(1, pit.count(SPEAKER));
        qtest.clockStep(1);
        pit.speaker.expect(SPEAKER_OUTPUT, SPEAKER_OUTPUT);
        assertEquals(OUTPUT, pit.status(SPEAKER) & OUTPUT);
        assertEquals(0, pit.count(SPEAKER));
        // The counter continues, and its output does not change.
        qtest.clockStep(nanos(1));
        assertEquals(0xffff, pit.count(SPEAKER));
        pit.speaker.expect(SPEAKER_OUTPUT, SPEAKER_OUTPUT);
    }

    @Test
    void mode2CountsAgainAndAgain(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        pit.start(SPEAKER, 2, 1000);
        assertEquals(1000, pit.count(SPEAKER));
        qtest.clockStep(nanos(999));
        assertEquals(1, pit.count(SPEAKER));
        qtest.clockStep(nanos(1000) - nanos(999));
        assertEquals(1000, pit.count(SPEAKER));
        qtest.clockStep(nanos(5400) - nanos(1000));
        assertEquals(600, pit.count(SPEAKER));
    }

    @Test
    void mode3IsASquareWave(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        pit.start(SPEAKER, 3, 1000);
        long at = 0;
        for (int period = 0; period < 3; period++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                long next = nanos(1000L * period + 250L * quarter + 125);
                qtest.clockStep(next - at);
                at = next;
                pit.speaker.expect(SPEAKER_OUTPUT, quarter < 2 ? SPEAKER_OUTPUT : 0);
                // Each half of a period counts by two.
                assertEquals(quarter % 2 == 0 ? 750 : 250, pit.count(SPEAKER));
            }
        }
    }

    @Test
    void gateBeginsTheCountAnew(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        for (int mode : new int[] {1, 2, 3, 5}) {
            pit.speaker.write(0);
            pit.start(SPEAKER, mode, 1000);
            qtest.clockStep(nanos(100));
            pit.speaker.write(SPEAKER_GATE);
            assertEquals(1000, pit.count(SPEAKER), "the count of mode %d".formatted(mode));
            qtest.clockStep(nanos(100));
            pit.speaker.write(SPEAKER_GATE);
            assertEquals(
                    mode == 3 ? 800 : 900,
                    pit.count(SPEAKER),
                    "the count of mode %d".formatted(mode));
        }
    }

    @Test
    void portBKeepsWhatTheSpeakerIsTold(QTest qtest) {
        I8254 pit = new I8254(qtest.ports());
        int writable = SPEAKER_GATE | SPEAKER_DATA;
        for (int value = 0; value <= writable; value++) {
            pit.speaker.write(value);
            long refresh = pit.speaker.expect(writable, value) & SPEAKER_REFRESH;
            pit.speaker.expect(writable | SPEAKER_REFRESH, value | (refresh ^ SPEAKER_REFRESH));
        }
    }

    @Test
    void mode0InterruptsOnce(QTest qtest) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        qtest.irqInterceptIn("ioapic");
        pit.start(TICK, 0, 1000);
        qtest.clockStep(nanos(1000) - 1);
        assertFalse(qtest.getIrq(IRQ));
        qtest.clockStep(1);
        assertTrue(qtest.getIrq(IRQ));
        qtest.clockStep(Duration.ofSeconds(1));
        assertTrue(qtest.getIrq(IRQ));
        assertEquals(1, qtest.interrupts().raises(IRQ));
    }

    @Test
    void mode2InterruptsAtItsRate(QTest qtest) {
        interruptsAtItsRate(qtest, 2, I8254.FREQUENCY / 100, 100);
    }

    @Test
    void mode3InterruptsAtItsRate(QTest qtest) {
        interruptsAtItsRate(qtest, 3, I8254.FREQUENCY / 100, 100);
    }

    @Test
    void countOf0Is65536(QTest qtest) {
        interruptsAtItsRate(qtest, 2, 0, 18);
    }

    private static void interruptsAtItsRate(QTest qtest, int mode, int count, int rate) {
        qtest.requireClock();
        I8254 pit = new I8254(qtest.ports());
        qtest.irqInterceptIn("ioapic");
        pit.start(TICK, mode, count);
        qtest.interrupts().forget();
        // Half a period more than a second, so that the last period is certainly included.
        long counts = (count == 0 ? 65536L : count) * (2 * rate + 1) / 2;
        qtest.clockStep(nanos(counts));
        assertEquals(rate, qtest.interrupts().raises(IRQ));
    }

    /**
     * Use the machine's own clock, because the test cannot advance the clock of a running machine.
     */
    @Test
    @QTestMachine(value = "-machine pc", running = true)
    void interruptsWhileTheMachineRuns(QTest qtest) {
        I8254 pit = new I8254(qtest.ports());
        qtest.irqInterceptIn("ioapic");
        pit.start(TICK, 0, 1000);
        if (qtest.hasClock()) {
            qtest.clockStep(nanos(1000));
        }
        qtest.awaitIrq(IRQ, PATIENCE);
        assertEquals(OUTPUT | (WORD << 4), pit.status(TICK));
    }

    @Test
    @QTestMachine(value = "-machine pc", running = true)
    void countsDownWhileTheMachineRuns(QTest qtest) {
        I8254 pit = new I8254(qtest.ports());
        pit.start(SPEAKER, 0, 0x2000);
        if (qtest.hasClock()) {
            qtest.clockStep(nanos(0x2000));
        }
        pit.speaker.await(SPEAKER_OUTPUT, SPEAKER_OUTPUT);
        assertEquals(OUTPUT | (WORD << 4), pit.status(SPEAKER));
    }
}
