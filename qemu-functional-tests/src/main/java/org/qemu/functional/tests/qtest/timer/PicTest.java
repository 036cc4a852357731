package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/** The two i8259 of a PC. Interrupts are acknowledged by polling, because there is no CPU. */
@QTestMachine("-machine pc")
class PicTest {
    /** A fourth initialization word: that of a PC, and that with automatic end of interrupts. */
    private static final int ICW4_PC = 0x01;

    private static final int ICW4_AUTO_END = 0x02;
    private static final int SECOND_IS_2 = 2;

    private static Pic first(QTest qtest) {
        Pic pic = Pic.first(qtest);
        pic.initialize(0x08, 1 << Pic.CASCADE, ICW4_PC);
        return pic;
    }

    private static Pic second(QTest qtest) {
        Pic pic = Pic.second(qtest);
        pic.initialize(0x70, SECOND_IS_2, ICW4_PC);
        return pic;
    }

    @Test
    void keepsTheMask(QTest qtest) {
        Pic first = first(qtest);
        Pic second = second(qtest);
        first.mask.write(0xa5);
        second.mask.write(0x5a);
        first.mask.expect(0xa5);
        second.mask.expect(0x5a);
    }

    @Test
    void initializationTakesFourWords(QTest qtest) {
        Pic pic = Pic.first(qtest);
        pic.mask.write(0xff);
        pic.initialize(0x08, 1 << Pic.CASCADE, ICW4_PC);
        pic.mask.expect(0);
        pic.mask.writeAndExpect(0x77);
    }

    @Test
    void initializationTakesThreeWordsWithoutTheFourth(QTest qtest) {
        Pic pic = Pic.first(qtest);
        pic.initialize(0x08, 1 << Pic.CASCADE, -1);
        pic.mask.expect(0);
        pic.mask.writeAndExpect(0x77);
    }

    @Test
    void initializationAsTheOnlyOneTakesTwoWords(QTest qtest) {
        Pic pic = Pic.first(qtest);
        pic.initializeSingle(0x08);
        pic.mask.expect(0);
        pic.mask.writeAndExpect(0x77);
    }

    @Test
    void initializationForgetsRequestsAndWhatIsInService(QTest qtest) {
        Pic pic = first(qtest);
        pic.raise(3);
        pic.expectPolled(3);
        pic.raise(5);
        pic.expectInService(1 << 3);
        pic.expectRequests(1 << 5);
        first(qtest);
        pic.expectInService(0);
        pic.expectRequests(0);
    }

    @Test
    void edgeRequestsOnce(QTest qtest) {
        Pic pic = first(qtest);
        pic.raise(5);
        pic.expectRequests(1 << 5);
        pic.expectInService(0);
        pic.expectPolled(5);
        pic.expectRequests(0);
        pic.expectInService(1 << 5);
        pic.end();
        pic.expectInService(0);
        // The line is still high, which is not an edge.
        pic.expectNothingPolled();
        pic.lower(5);
        pic.raise(5);
        pic.expectPolled(5);
    }

    @Test
    void levelRequestsWhileItLasts(QTest qtest) {
        Pic pic = first(qtest);
        pic.levels.writeAndExpect(1 << 5);
        pic.raise(5);
        pic.expectPolled(5);
        pic.expectRequests(1 << 5);
        pic.end();
        pic.expectPolled(5);
        pic.end();
        pic.lower(5);
        pic.expectRequests(0);
        pic.expectNothingPolled();
    }

    @Test
    void linesOfTheBoardAreNeverLevels(QTest qtest) {
        // Timer, keyboard and cascade; RTC and coprocessor.
        Pic first = first(qtest);
        first.levels.write(0xff);
        first.levels.expect(0xff & ~0b0000_0111);
        Pic second = second(qtest);
        second.levels.write(0xff);
        second.levels.expect(0xff & ~0b0010_0001);
    }

    @Test
    void maskedLineWaits(QTest qtest) {
        Pic pic = first(qtest);
        pic.mask.write(1 << 5);
        pic.raise(5);
        pic.expectRequests(1 << 5);
        pic.expectNothingPolled();
        pic.mask.write(0);
        pic.expectPolled(5);
    }

    @Test
    void outputFollowsTheMask(QTest qtest) {
        Pic pic = first(qtest);
        qtest.irqInterceptOut(pic.path());
        pic.mask.write(1 << 5);
        pic.raise(5);
        assertFalse(qtest.getIrq(0));
        pic.mask.write(0);
        assertTrue(qtest.getIrq(0));
        pic.mask.write(1 << 5);
        assertFalse(qtest.getIrq(0));
        pic.mask.write(0);
        pic.expectPolled(5);
        assertFalse(qtest.getIrq(0));
        assertEquals(2, qtest.interrupts().raises(0));
    }

    @Test
    void lowerLinesGoFirst(QTest qtest) {
        Pic pic = first(qtest);
        pic.raise(5);
        pic.raise(3);
        pic.expectRequests((1 << 3) | (1 << 5));
        pic.expectPolled(3);
        pic.expectNothingPolled();
        pic.raise(1);
        pic.expectPolled(1);
        pic.expectInService((1 << 1) | (1 << 3));
        pic.end();
        pic.expectInService(1 << 3);
        pic.expectNothingPolled();
        pic.end();
        pic.expectPolled(5);
    }

    @Test
    void endsTheLineThatIsNamed(QTest qtest) {
        Pic pic = first(qtest);
        pic.raise(5);
        pic.expectPolled(5);
        pic.raise(3);
        pic.expectPolled(3);
        pic.end(5);
        pic.expectInService(1 << 3);
    }

    @Test
    void rotationPutsTheServedLineLast(QTest qtest) {
        Pic pic = first(qtest);
        pic.raise(3);
        pic.expectPolled(3);
        pic.endAndRotate();
        pic.lower(3);
        pic.raise(3);
        pic.raise(7);
        pic.expectPolled(7);
        pic.end();
        pic.expectPolled(3);
    }

    @Test
    void lowestPriorityCanBeChosen(QTest qtest) {
        Pic pic = first(qtest);
        pic.setLowest(4);
        pic.raise(1);
        pic.raise(4);
        pic.raise(6);
        pic.expectPolled(6);
        pic.end();
        pic.expectPolled(1);
        pic.end();
        pic.expectPolled(4);
    }

    @Test
    void interruptsCanEndByThemselves(QTest qtest) {
        Pic pic = Pic.first(qtest);
        pic.initialize(0x08, 1 << Pic.CASCADE, ICW4_PC | ICW4_AUTO_END);
        pic.raise(3);
        pic.raise(5);
        pic.expectPolled(3);
        pic.expectInService(0);
        pic.expectPolled(5);
    }

    @Test
    void specialMaskLetsLowerLinesThrough(QTest qtest) {
        Pic pic = first(qtest);
        pic.raise(3);
        pic.expectPolled(3);
        pic.raise(5);
        pic.mask.write(1 << 3);
        pic.expectNothingPolled();
        pic.setSpecialMask(true);
        pic.expectPolled(5);
    }

    @Test
    void secondInterruptsTheFirst(QTest qtest) {
        Pic first = first(qtest);
        Pic second = second(qtest);
        second.raise(3);
        second.expectRequests(1 << 3);
        first.expectRequests(1 << Pic.CASCADE);
        first.expectPolled(Pic.CASCADE);
        second.expectPolled(3);
        first.expectRequests(0);
        second.expectInService(1 << 3);
    }

    @Test
    void rtcIsTheFirstLineOfTheSecond(QTest qtest) {
        Pic first = first(qtest);
        Pic second = second(qtest);
        Mc146818 rtc = new Mc146818(qtest);
        // Not the second PIC's output: QEMU 11 does not forward an intercepted interrupt to its
        // receiver.
        qtest.irqInterceptIn("ioapic");
        rtc.registerB.write(Mc146818.B_24H | Mc146818.B_PIE);
        qtest.awaitIrq(Mc146818.IRQ, Duration.ofSeconds(10));
        second.expectRequests(1 << (Mc146818.IRQ - 8));
        first.expectRequests(1 << Pic.CASCADE);
    }

    @Test
    void survivesRandomWrites(QTest qtest) {
        Random random = new Random(8259);
        int[] ports = {0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1};
        Pic[] pics = {Pic.first(qtest), Pic.second(qtest)};
        for (int i = 0; i < 1000; i++) {
            int port = ports[random.nextInt(ports.length)];
            qtest.outb(port, random.nextInt(256));
            qtest.inb(port);
            Pic pic = pics[random.nextInt(2)];
            if (random.nextBoolean()) {
                pic.raise(random.nextInt(8));
            } else {
                pic.lower(random.nextInt(8));
            }
        }
        Pic pic = first(qtest);
        pic.levels.write(0);
        pic.lower(5);
        pic.initialize(0x08, 1 << Pic.CASCADE, ICW4_PC);
        pic.raise(5);
        pic.mask.write(~(1 << 5));
        pic.expectPolled(5);
    }
}
