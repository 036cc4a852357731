package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_24H;
import static org.qemu.functional.qtest.qos.timer.Mc146818.B_DM;

import java.time.Duration;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.Mc146818;

/** The hours of the MC146818: 24-hour or 12-hour mode, in BCD or binary. */
@QTestMachine("-machine pc -rtc clock=vm,base=2011-02-02T02:04:58")
class RtcHoursTest {
    private static final LocalDateTime BASE = LocalDateTime.of(2011, 2, 2, 2, 4, 58);

    /** The 12-hour representation of an hour, in BCD and binary, for hours at which it changes. */
    private record Hour(int of24, int bcd, int binary) {}

    private static final Hour[] HOURS = {
        new Hour(0, 0x12, 0x0c),
        new Hour(1, 0x01, 0x01),
        new Hour(9, 0x09, 0x09),
        new Hour(10, 0x10, 0x0a),
        new Hour(11, 0x11, 0x0b),
        new Hour(12, 0x92, 0x8c),
        new Hour(13, 0x81, 0x81),
        new Hour(22, 0x90, 0x8a),
        new Hour(23, 0x91, 0x8b)
    };

    @Test
    void tellsHoursOf12InBcd(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        for (Hour hour : HOURS) {
            rtc.registerB.write(B_24H);
            rtc.setTime(BASE.withHour(hour.of24));
            rtc.registerB.write(0);
            rtc.hours.expect(hour.bcd);
        }
    }

    @Test
    void tellsHoursOf12InBinary(QTest qtest) {
        Mc146818 rtc = new Mc146818(qtest);
        for (Hour hour : HOURS) {
            rtc.registerB.write(B_24H);
            rtc.setTime(BASE.withHour(hour.of24));
            rtc.registerB.write(B_DM);
            rtc.hours.expect(hour.binary);
        }
    }

    @Test
    void takesHoursOf12InBcd(QTest qtest) {
        for (Hour hour : HOURS) {
            takesHour(qtest, 0, hour.bcd, hour.of24);
        }
    }

    @Test
    void takesHoursOf12InBinary(QTest qtest) {
        for (Hour hour : HOURS) {
            takesHour(qtest, B_DM, hour.binary, hour.of24);
        }
    }

    private static void takesHour(QTest qtest, int mode, int written, int hour) {
        Mc146818 rtc = new Mc146818(qtest);
        rtc.registerB.write(mode);
        rtc.whileStopped(() -> rtc.hours.write(written));
        rtc.registerB.write(B_24H | B_DM);
        rtc.hours.expect(hour);
        assertEquals(BASE.withHour(hour), rtc.time());
    }

    @Test
    void counts24HoursInBcd(QTest qtest) {
        qtest.requireClock();
        countsMinute(qtest, B_24H, 0x09, 0x10);
        countsMinute(qtest, B_24H, 0x12, 0x13);
        countsMinute(qtest, B_24H, 0x19, 0x20);
        countsMinute(qtest, B_24H, 0x23, 0x00);
    }

    @Test
    void counts24HoursInBinary(QTest qtest) {
        qtest.requireClock();
        countsMinute(qtest, B_24H | B_DM, 9, 10);
        countsMinute(qtest, B_24H | B_DM, 12, 13);
        countsMinute(qtest, B_24H | B_DM, 19, 20);
        countsMinute(qtest, B_24H | B_DM, 23, 0);
    }

    @Test
    void counts12HoursInBcd(QTest qtest) {
        qtest.requireClock();
        countsMinute(qtest, 0, 0x81, 0x82);
        countsMinute(qtest, 0, 0x09, 0x10);
        countsMinute(qtest, 0, 0x12, 0x01);
        countsMinute(qtest, 0, 0x92, 0x81);
        countsMinute(qtest, 0, 0x11, 0x92);
        countsMinute(qtest, 0, 0x91, 0x12);
    }

    @Test
    void counts12HoursInBinary(QTest qtest) {
        qtest.requireClock();
        countsMinute(qtest, B_DM, 0x81, 0x82);
        countsMinute(qtest, B_DM, 0x09, 0x0a);
        countsMinute(qtest, B_DM, 0x0c, 0x01);
        countsMinute(qtest, B_DM, 0x8c, 0x81);
        countsMinute(qtest, B_DM, 0x0b, 0x8c);
        countsMinute(qtest, B_DM, 0x8b, 0x0c);
    }

    /** Check the last minute of an hour, second by second where a carry occurs. */
    private static void countsMinute(QTest qtest, int mode, int hour, int next) {
        Mc146818 rtc = new Mc146818(qtest);
        int lastOf60 = (mode & B_DM) == 0 ? 0x59 : 59;
        int beforeCarry = 9;
        rtc.registerB.write(mode);
        rtc.whileStopped(
                () -> {
                    rtc.hours.write(hour);
                    rtc.minutes.write(lastOf60);
                    rtc.seconds.write(beforeCarry);
                });
        expect(rtc, hour, lastOf60, beforeCarry);
        qtest.clockStep(Duration.ofSeconds(1));
        expect(rtc, hour, lastOf60, (mode & B_DM) == 0 ? 0x10 : 10);
        qtest.clockStep(Duration.ofSeconds(49));
        expect(rtc, hour, lastOf60, lastOf60);
        qtest.clockStep(Duration.ofSeconds(1));
        expect(rtc, next, 0, 0);
    }

    private static void expect(Mc146818 rtc, int hours, int minutes, int seconds) {
        rtc.hours.expect(hours);
        rtc.minutes.expect(minutes);
        rtc.seconds.expect(seconds);
    }
}
