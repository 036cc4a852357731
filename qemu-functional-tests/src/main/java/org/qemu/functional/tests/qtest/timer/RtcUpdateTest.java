package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.timer.Mc146818.ANY;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RESET;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RUN;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_UIP;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_24H;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_SET;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_UIE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_IRQF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.C_UF;
import static org.qemu.functional.qtest.qos.timer.Mc146818.UIP_NANOS;

import java.time.Duration;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/** The update of the MC146818 each second: how it is stopped, when it begins and ends. */
@QTestMachine("-machine pc -rtc clock=vm,base=2011-02-02T02:04:58")
class RtcUpdateTest {
    private static final LocalDateTime BASE = LocalDateTime.of(2011, 2, 2, 2, 4, 58);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);

    @Test
    void countsSeconds(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        qtest.clockStep(SECOND.minusNanos(1));
        assertEquals(BASE, rtc.time());
        qtest.clockStep(1);
        assertEquals(BASE.plusSeconds(1), rtc.time());
        qtest.clockStep(Duration.ofSeconds(60));
        assertEquals(BASE.plusSeconds(61), rtc.time());
    }

    @Test
    void rollsOverTheEndsOfMonthsAndYears(QTest qtest) {
        qtest.requireClock();
        rollsOver(qtest, LocalDateTime.of(1999, 12, 31, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2000, 2, 28, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2011, 2, 28, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2011, 4, 30, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2012, 2, 29, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2038, 1, 19, 3, 14, 7));
        rollsOver(qtest, LocalDateTime.of(2099, 12, 31, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2100, 2, 28, 23, 59, 59));
        rollsOver(qtest, LocalDateTime.of(2106, 2, 7, 6, 28, 15));
    }

    private static void rollsOver(QTest qtest, LocalDateTime last) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.setTime(last);
        qtest.clockStep(SECOND);
        assertEquals(last.plusSeconds(1), rtc.time());
        // ISO counts from Monday, the chip from Sunday.
        rtc.dayOfWeek.expect(last.plusSeconds(1).getDayOfWeek().getValue() % 7 + 1);
    }

    /**
     * Check the same for a running machine, whose clock the test cannot advance: half a second of
     * the host's time.
     */
    @Test
    @QTestMachine("-machine pc -rtc base=1999-12-31T23:59:59")
    void rollsOverByTheClockOfTheHost(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerA.write(A_RESET);
        rtc.setTime(LocalDateTime.of(1999, 12, 31, 23, 59, 59));
        rtc.registerA.write(A_RUN);
        qtest.irqInterceptIn("ioapic");
        rtc.registerB.write(B_24H | B_UIE);
        qtest.awaitIrq(Mc146818.IRQ, Duration.ofSeconds(10));
        rtc.registerC.expect(C_IRQF | C_UF, C_IRQF | C_UF);
        LocalDateTime time = rtc.time();
        LocalDateTime next = LocalDateTime.of(2000, 1, 1, 0, 0, 0);
        assertTrue(
                !time.isBefore(next) && time.isBefore(next.plusMinutes(1)),
                () -> "%s is not soon after %s".formatted(time, next));
    }

    @Test
    void setBitStopsUpdates(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.write(B_24H | B_SET);
        qtest.clockStep(Duration.ofSeconds(3));
        rtc.registerA.expect(A_UIP, 0);
        assertEquals(BASE, rtc.time());
        rtc.registerB.write(B_24H);
        assertEquals(BASE, rtc.time());
        qtest.clockStep(SECOND);
        assertEquals(BASE.plusSeconds(1), rtc.time());
    }

    @Test
    void heldDividerStopsUpdates(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerA.write(A_RESET);
        rtc.registerA.expect(A_RESET);
        qtest.clockStep(Duration.ofSeconds(3));
        rtc.registerA.expect(A_RESET);
        rtc.registerC.expect(0);
        assertEquals(BASE, rtc.time());
    }

    @Test
    void firstUpdateEndsHalfASecondAfterTheDividerIsReleased(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerA.write(A_RESET);
        qtest.clockStep(Duration.ofMillis(300));
        rtc.registerA.write(A_RUN);
        qtest.clockStep(HALF.minusNanos(UIP_NANOS + 1));
        rtc.registerA.expect(A_RUN);
        assertEquals(BASE, rtc.time());
        qtest.clockStep(1);
        rtc.registerA.expect(A_RUN | A_UIP);
        qtest.clockStep(UIP_NANOS - 1);
        rtc.registerA.expect(A_RUN | A_UIP);
        qtest.clockStep(1);
        rtc.registerA.expect(A_RUN);
        assertEquals(BASE.plusSeconds(1), rtc.time());
    }

    @Test
    void updateIsInProgressOnceASecond(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        for (int i = 0; i < 3; i++) {
            rtc.registerA.expect(A_RUN);
            qtest.clockStep(SECOND.minusNanos(UIP_NANOS));
            rtc.registerA.expect(A_RUN | A_UIP);
            qtest.clockStep(UIP_NANOS);
        }
        rtc.registerA.expect(A_RUN);
    }

    @Test
    void setBitEndsTheUpdateInProgress(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        qtest.clockStep(SECOND.minusNanos(UIP_NANOS));
        rtc.registerA.expect(A_RUN | A_UIP);
        rtc.registerB.write(B_24H | B_SET);
        rtc.registerA.expect(A_RUN);
    }

    @Test
    void updateInProgressEndsWhenTheAlarmIsMoved(QTest qtest) {
        qtest.requireClock();
        Mc146818 rtc = new Mc146818(qtest);
        qtest.clockStep(SECOND);
        // While the flag is set, QEMU's next timer is that of the alarm instead of the update.
        rtc.hoursAlarm.write(0x02);
        rtc.minutesAlarm.write(ANY);
        rtc.secondsAlarm.write(ANY);
        qtest.clockStep(SECOND.minusNanos(UIP_NANOS / 2));
        rtc.registerA.expect(A_RUN | A_UIP);
        rtc.hoursAlarm.write(0x03);
        qtest.clockStep(UIP_NANOS);
        rtc.registerA.expect(A_RUN);
    }
}
