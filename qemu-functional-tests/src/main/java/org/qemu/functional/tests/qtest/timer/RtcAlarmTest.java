package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.timer.Mc146818.ANY;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RESET;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RUN;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_24H;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_AIE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_DM;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_AF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_IRQF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_UF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.IRQ;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.I8254;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/**
 * The alarm of the MC146818: its time in each number format.
 *
 * <p>QEMU ignores the afternoon bit of the alarm and uses that of the time ({@code convert_hour} in
 * {@code hw/rtc/mc146818rtc.c}, at least until 11.1). In 12-hour mode, the tests therefore only use
 * alarms in the same half of the day.
 */
@QTestMachine("-machine pc -rtc clock=vm,base=2011-02-02T02:04:58")
class RtcAlarmTest {
    private static final LocalTime BASE = LocalTime.of(2, 4, 58);

    /**
     * Return the RTC with its interrupt intercepted; the PIT would interrupt at 18 Hz during all
     * those hours.
     */
    private static Mc146818 listen(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        new I8254(qtest.ports()).start(I8254.TICK, 0, 1);
        return new Mc146818(qtest);
    }

    private static void setAlarm(Mc146818 rtc, int hours, int minutes, int seconds) {
        rtc.hoursAlarm.write(hours);
        rtc.minutesAlarm.write(minutes);
        rtc.secondsAlarm.write(seconds);
    }

    @Test
    void keepsTheTimeOfTheAlarm(QTest qtest) {
        Mc146818 rtc = listen(qtest);
        rtc.hoursAlarm.writeAndExpect(0x23);
        rtc.minutesAlarm.writeAndExpect(ANY);
        rtc.secondsAlarm.writeAndExpect(0x59);
        rtc.hours.expect(0x02);
        rtc.minutes.expect(0x04);
        rtc.seconds.expect(0x58);
    }

    @Test
    void comesAtItsTimeInBcd(QTest qtest) {
        comesAt(qtest, B_24H, BASE, new int[] {0x13, 0x45, 0x10}, Duration.ofSeconds(42_012));
    }

    @Test
    void comesAtItsTimeInBinary(QTest qtest) {
        comesAt(qtest, B_24H | B_DM, BASE, new int[] {13, 45, 10}, Duration.ofSeconds(42_012));
    }

    @Test
    void comesInTheMorningInBcd(QTest qtest) {
        comesAt(qtest, 0, BASE, new int[] {0x11, 0x04, 0x58}, Duration.ofHours(9));
    }

    @Test
    void comesInTheMorningInBinary(QTest qtest) {
        comesAt(qtest, B_DM, BASE, new int[] {11, 4, 58}, Duration.ofHours(9));
    }

    @Test
    void comesInTheAfternoonInBcd(QTest qtest) {
        comesAt(
                qtest,
                0,
                LocalTime.of(13, 59),
                new int[] {0x82, 0x00, 0x00},
                Duration.ofMinutes(1));
    }

    @Test
    void comesInTheAfternoonInBinary(QTest qtest) {
        comesAt(qtest, B_DM, LocalTime.of(13, 59), new int[] {0x82, 0, 0}, Duration.ofMinutes(1));
    }

    @Test
    void comesTomorrowIfItsTimeIsPast(QTest qtest) {
        comesAt(
                qtest,
                B_24H,
                BASE,
                new int[] {0x02, 0x04, 0x57},
                Duration.ofDays(1).minusSeconds(1));
    }

    private static void comesAt(QTest qtest, int mode, LocalTime now, int[] alarm, Duration wait) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(mode);
        rtc.setTime(now.atDate(LocalDate.of(2011, 2, 2)));
        setAlarm(rtc, alarm[0], alarm[1], alarm[2]);
        rtc.registerB.write(mode | B_AIE);
        qtest.clockStep(wait.minusNanos(1));
        assertFalse(qtest.getIrq(IRQ), "the alarm occurred too early: " + rtc.time());
        qtest.clockStep(1);
        assertTrue(qtest.getIrq(IRQ), "the alarm did not occur: " + rtc.time());
        rtc.registerC.expect(C_IRQF | C_AF | C_UF);
        rtc.registerC.expect(0);
        assertFalse(qtest.getIrq(IRQ));
    }

    @Test
    void comesEverySecondIfItMayBeAny(QTest qtest) {
        qtest.requireClock();
        repeats(qtest, ANY, ANY, ANY, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void comesEveryMinuteAtItsSecond(QTest qtest) {
        qtest.requireClock();
        repeats(qtest, ANY, ANY, 0x28, Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    @Test
    void comesEveryHourAtItsMinute(QTest qtest) {
        qtest.requireClock();
        repeats(qtest, ANY, 0x05, 0x58, Duration.ofMinutes(1), Duration.ofHours(1));
    }

    @Test
    void comesEveryDayAtItsHour(QTest qtest) {
        qtest.requireClock();
        repeats(qtest, 0x03, 0x04, 0x58, Duration.ofHours(1), Duration.ofDays(1));
    }

    private static void repeats(
            QTest qtest, int hours, int minutes, int seconds, Duration first, Duration period) {
        Mc146818 rtc = listen(qtest);
        setAlarm(rtc, hours, minutes, seconds);
        rtc.registerB.write(B_24H | B_AIE);
        qtest.clockStep(first.minusNanos(1));
        for (int i = 1; i <= 3; i++) {
            assertFalse(qtest.getIrq(IRQ), "the alarm occurred too early: " + rtc.time());
            qtest.clockStep(1);
            assertTrue(qtest.getIrq(IRQ), "the alarm did not occur: " + rtc.time());
            rtc.registerC.expect(C_AF, C_AF);
            qtest.clockStep(period.minusNanos(1));
        }
        assertEquals(3, qtest.interrupts().raises(IRQ));
    }

    @Test
    void afternoonIsNotMorning(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        rtc.registerB.write(B_DM);
        rtc.setTime(LocalDateTime.of(2011, 2, 2, 3, 0, 0));
        setAlarm(rtc, 2, ANY, ANY);
        qtest.clockStep(Duration.ofHours(11));
        rtc.hours.expect(0x82);
        rtc.registerC.expect(C_UF);
    }

    @Test
    void alarmThatIsNotEnabledSetsItsFlagOnly(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = listen(qtest);
        setAlarm(rtc, ANY, ANY, 0x59);
        qtest.clockStep(Duration.ofSeconds(1));
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerC.expect(C_AF | C_UF);
    }

    /**
     * Use the clock of the host, because the test cannot advance the clock of a running machine.
     */
    @Test
    @QTestMachine("-machine pc -rtc base=2011-02-02T02:04:58")
    void comesByTheClockOfTheHost(QTest qtest) {
        Mc146818 rtc = listen(qtest);
        rtc.registerA.write(A_RESET);
        rtc.setTime(LocalDateTime.of(2011, 2, 2, 23, 59, 59));
        setAlarm(rtc, 0x00, 0x00, 0x00);
        rtc.registerB.write(B_24H | B_AIE);
        assertFalse(qtest.getIrq(IRQ));
        rtc.registerA.write(A_RUN);
        qtest.awaitIrq(IRQ, Duration.ofSeconds(10));
        rtc.registerC.expect(C_IRQF | C_AF, C_IRQF | C_AF);
        assertEquals(3, rtc.time().getDayOfMonth());
    }
}
