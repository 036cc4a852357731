package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_RUN;
import static org.qemu.functional.qtest.qos.timer.Mc146818.A_UIP;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_24H;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_AIE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_DM;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_PIE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_SET;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_SQWE;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_UIE;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/** The MC146818 of a PC: its registers, and reading and setting the time. */
@QTestMachine("-machine pc -rtc clock=vm,base=2011-02-02T02:04:58")
class RtcTest {
    private static final LocalDateTime BASE = LocalDateTime.of(2011, 2, 2, 2, 4, 58);

    /**
     * QEMU's clock starts with a whole second of the host's clock, so it is late by up to one
     * second.
     */
    private static final Duration LATE = Duration.ofSeconds(2);

    @Test
    void registersHaveTheirDefaults(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerA.expect(A_RUN);
        rtc.registerB.expect(B_24H);
        rtc.registerC.expect(0);
        rtc.registerD.expect(0x80); // the battery is good
    }

    @Test
    void registersCAndDCannotBeWritten(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerC.write(0xff);
        rtc.registerC.expect(0);
        rtc.registerD.write(0x7f);
        rtc.registerD.expect(0x80);
    }

    @Test
    void updateInProgressCannotBeWritten(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        int otherRate = A_RUN ^ 0x0f;
        rtc.registerA.write(otherRate | A_UIP);
        rtc.registerA.expect(otherRate);
    }

    @Test
    void indexCannotBeReadBack(QTest qtest) {
        qtest.outb(0x70, 0x0d);
        qtest.ports().registerb("RTC index", 0x70).expect(0xff);
        qtest.ports().registerb("RTC data", 0x71).expect(0x80);
    }

    @Test
    void indexHas7Bits(QTest qtest) {
        // Bit 7 masks the NMI in a PC.
        qtest.outb(0x70, 0x8d);
        qtest.ports().registerb("RTC data", 0x71).expect(0x80);
    }

    @Test
    void ramKeepsWhatIsWritten(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        for (int address = 0x0e; address < Mc146818.SIZE; address++) {
            rtc.writeb(address, ~address);
        }
        for (int address = 0x0e; address < Mc146818.SIZE; address++) {
            // The clock uses these two addresses, which are one register.
            if (address != 0x32 && address != 0x37) {
                rtc.registerb("CMOS RAM", address).expect(~address);
            }
        }
    }

    @Test
    void centuryIsAlsoWhereThePs2HasIt(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerb("RTC century of the PS/2", 0x37).expect(0x20);
        rtc.registerb("RTC century of the PS/2", 0x37).write(0x19);
        rtc.century.expect(0x19);
    }

    @Test
    void tellsTheTimeInBcd(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.seconds.expect(0x58);
        rtc.minutes.expect(0x04);
        rtc.hours.expect(0x02);
        rtc.dayOfWeek.expect(4); // a Wednesday
        rtc.dayOfMonth.expect(0x02);
        rtc.month.expect(0x02);
        rtc.year.expect(0x11);
        rtc.century.expect(0x20);
        assertEquals(BASE, rtc.time());
    }

    @Test
    void tellsTheTimeInBinary(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.write(B_24H | B_DM);
        rtc.seconds.expect(58);
        rtc.minutes.expect(4);
        rtc.hours.expect(2);
        rtc.dayOfWeek.expect(4);
        rtc.dayOfMonth.expect(2);
        rtc.month.expect(2);
        rtc.year.expect(11);
        rtc.century.expect(20);
        assertEquals(BASE, rtc.time());
    }

    @Test
    @QTestMachine("-machine pc -rtc base=utc")
    void followsTheHostInBcd(QTest qtest) {
        followsTheHost(qtest, B_24H);
    }

    @Test
    @QTestMachine("-machine pc -rtc base=utc")
    void followsTheHostInBinary(QTest qtest) {
        followsTheHost(qtest, B_24H | B_DM);
    }

    private static void followsTheHost(QTest qtest, int mode) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.write(mode);
        LocalDateTime before = LocalDateTime.now(ZoneOffset.UTC);
        LocalDateTime actual = rtc.time();
        LocalDateTime after = LocalDateTime.now(ZoneOffset.UTC);
        assertTrue(
                !actual.isBefore(before.minus(LATE)) && !actual.isAfter(after),
                () ->
                        "the RTC returned %s, which is not between %s and %s"
                                .formatted(actual, before, after));
    }

    @Test
    void setsYearsOfThe21stCentury(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        // The last values exceed 32 bits, signed and unsigned.
        for (int year : new int[] {2000, 2011, 2038, 2080, 2099}) {
            rtc.setTime(BASE.withYear(year).withDayOfYear(365));
            assertEquals(BASE.withYear(year).withDayOfYear(365), rtc.time());
            rtc.year.expect(((year % 100 / 10) << 4) | (year % 10));
            rtc.century.expect(0x20);
        }
    }

    @Test
    void setsTheYear1980(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.setTime(BASE.withYear(1980));
        rtc.year.expect(0x80);
        rtc.century.expect(0x19);
        rtc.dayOfWeek.expect(7);
        assertEquals(BASE.withYear(1980), rtc.time());
    }

    @Test
    @QTestMachine("-machine pc -rtc clock=vm,base=1980-02-29T23:59:59")
    void beginsIn1980(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.century.expect(0x19);
        rtc.year.expect(0x80);
        rtc.dayOfWeek.expect(6);
        assertEquals(LocalDateTime.of(1980, 2, 29, 23, 59, 59), rtc.time());
    }

    @Test
    void keepsWhatIsWrittenWhileStopped(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.write(B_24H | B_SET);
        // An update does not make this a valid time.
        rtc.dayOfMonth.writeAndExpect(0x31);
        rtc.month.expect(0x02);
        rtc.registerA.expect(A_UIP, 0);
        rtc.dayOfMonth.writeAndExpect(0x28);
        rtc.dayOfWeek.writeAndExpect(0x01);
        rtc.registerB.clear(B_SET);
        assertEquals(BASE.withDayOfMonth(28), rtc.time());
        rtc.dayOfWeek.expect(2); // a Monday, regardless of the day that was written
    }

    @Test
    void stoppingDisablesTheUpdateInterrupt(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.writeAndExpect(B_24H | B_UIE);
        rtc.registerB.write(B_24H | B_UIE | B_SET);
        rtc.registerB.expect(B_24H | B_SET);
    }

    @Test
    void resetDisablesInterruptsAndKeepsTheTime(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.writeAndExpect(B_24H | B_PIE | B_AIE | B_SQWE);
        rtc.setTime(BASE.withYear(1999));
        qtest.systemReset();
        rtc.registerB.expect(B_24H);
        assertEquals(BASE.withYear(1999), rtc.time());
    }

    @Test
    @QTestMachine("-machine pc -rtc base=utc")
    void tellsTheMonitorOfAnotherTime(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.setTime(rtc.time().plusDays(1));
        long offset = qtest.eventWait("RTC_CHANGE").at("/data/offset").asLong();
        long day = Duration.ofDays(1).toSeconds();
        assertTrue(
                Math.abs(offset - day) <= LATE.toSeconds(),
                () -> "the reported offset is %d s, which is not a day".formatted(offset));
    }

    @Test
    void survivesRandomWrites(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        Random random = new Random(146818);
        for (int i = 0; i < 2000; i++) {
            int address = random.nextInt(16);
            rtc.writeb(address, random.nextInt(256));
            rtc.readb(address);
            if (qtest.hasClock() && i % 10 == 0) {
                qtest.clockStep(random.nextInt(400_000_000));
            }
        }
        rtc.registerA.write(A_RUN);
        rtc.registerB.write(B_24H);
        rtc.setTime(BASE);
        assertEquals(BASE, rtc.time());
    }
}
