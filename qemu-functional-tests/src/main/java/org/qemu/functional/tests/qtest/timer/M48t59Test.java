package org.qemu.functional.tests.qtest.timer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.timer.M48t59;

/**
 * The M48T08 of a SPARCstation 5. QEMU's implementation uses the host's clock even while the
 * machine is stopped, so that all tests run without the accelerator.
 */
@QTestMachine("-machine SS-5 -rtc base=utc")
class M48t59Test {
    /** The year that the machine's clock represents as 0: hw/sparc/sun4m.c. */
    private static final int BASE_YEAR = 1968;

    /** The maximum lag of the clock in s: QEMU's seconds are whole, and a test takes time. */
    private static final int LATE = 2;

    /** Return the clock of the machine; its address is from hw/sparc/sun4m.c. */
    M48t59 clock(QTest qtest) {
        return new M48t59(qtest.memory().at(0x7120_0000L, "NVRAM"));
    }

    @Test
    void followsTheHostInBcd(QTest qtest) {
        M48t59 clock = clock(qtest);
        LocalDateTime before = LocalDateTime.now(ZoneOffset.UTC);
        LocalDateTime actual = clock.time(BASE_YEAR);
        LocalDateTime after = LocalDateTime.now(ZoneOffset.UTC);
        assertBetween(before.minusSeconds(LATE), actual, after);
    }

    @Test
    void setsTheTime(QTest qtest) {
        M48t59 clock = clock(qtest);
        setsTime(clock, LocalDateTime.of(BASE_YEAR + 43, 2, 2, 2, 4, 10));
        setsTime(clock, LocalDateTime.of(BASE_YEAR + 32, 12, 31, 21, 48, 30));
        setsTime(clock, LocalDateTime.of(BASE_YEAR + 88, 2, 29, 10, 10, 10));
    }

    private void setsTime(M48t59 clock, LocalDateTime time) {
        clock.setTime(time, BASE_YEAR);
        assertBetween(time, clock.time(BASE_YEAR), time.plusSeconds(20));
        clock.dayOfWeek.expect(time.getDayOfWeek().getValue() % 7);
    }

    @Test
    void ignoresWhatIsNoTime(QTest qtest) {
        M48t59 clock = clock(qtest);
        LocalDateTime time = LocalDateTime.of(BASE_YEAR + 43, 6, 15, 12, 30, 0);
        clock.setTime(time, BASE_YEAR);
        clock.seconds.write(0x60);
        clock.minutes.write(0x60);
        clock.hours.write(0x24);
        clock.dayOfMonth.write(0x00);
        clock.month.write(0x00);
        clock.month.write(0x13);
        assertBetween(time, clock.time(BASE_YEAR), time.plusMinutes(1));
    }

    @Test
    void rollsOverToYear0(QTest qtest) {
        M48t59 clock = clock(qtest);
        clock.setTime(LocalDateTime.of(BASE_YEAR + 99, 12, 31, 23, 59, 59), BASE_YEAR);
        clock.year.await(0xff, 0x00);
        clock.month.expect(0x01);
        clock.dayOfMonth.expect(0x01);
        clock.hours.expect(0x00);
        clock.minutes.expect(0x00);
    }

    @Test
    void countsTheLeapDay(QTest qtest) {
        M48t59 clock = clock(qtest);
        clock.setTime(LocalDateTime.of(BASE_YEAR + 44, 2, 28, 23, 59, 59), BASE_YEAR);
        clock.dayOfMonth.await(0xff, 0x29);
        clock.month.expect(0x02);
        clock.year.expect(0x44);
        clock.hours.expect(0x00);
    }

    @Test
    void keepsTheStopBit(QTest qtest) {
        M48t59 clock = clock(qtest);
        LocalDateTime time = LocalDateTime.of(BASE_YEAR + 43, 6, 15, 12, 30, 0);
        clock.setTime(time, BASE_YEAR);
        clock.seconds.expect(M48t59.STOP, 0);
        clock.seconds.write(M48t59.STOP | 0x10);
        clock.seconds.expect(M48t59.STOP, M48t59.STOP);
        clock.seconds.write(0x10);
        clock.seconds.expect(M48t59.STOP, 0);
        // QEMU takes the stopped time from the last write.
        assertBetween(time.minusMinutes(1), clock.time(BASE_YEAR), time.plusMinutes(1));
    }

    @Test
    void ramKeepsWhatIsWritten(QTest qtest) {
        M48t59 clock = clock(qtest);
        int alarm = 0x1ff0;
        for (int address = 0; address < alarm; address += 0x33) {
            clock.ram.writeb(address, address % 251);
        }
        for (int address = 0; address < alarm; address += 0x33) {
            clock.ram.registerb("RAM of the clock", address).expect(address % 251);
        }
    }

    @Test
    void resetKeepsTimeAndRam(QTest qtest) {
        M48t59 clock = clock(qtest);
        LocalDateTime time = LocalDateTime.of(BASE_YEAR + 43, 6, 15, 12, 30, 0);
        clock.setTime(time, BASE_YEAR);
        clock.ram.writeb(0x1000, 0xa5);
        qtest.systemReset();
        clock.ram.registerb("RAM of the clock", 0x1000).expect(0xa5);
        assertBetween(time, clock.time(BASE_YEAR), time.plusMinutes(1));
    }

    @Test
    void survivesRandomWrites(QTest qtest) {
        M48t59 clock = clock(qtest);
        Random random = new Random(4859);
        for (int i = 0; i < 1000; i++) {
            int address = 0x1ff0 + random.nextInt(16);
            if (address != M48t59.WATCHDOG) {
                clock.ram.writeb(address, random.nextInt(256));
                clock.ram.readb(address);
            }
        }
        clock.seconds.write(0);
        LocalDateTime time = LocalDateTime.of(BASE_YEAR + 43, 6, 15, 12, 30, 0);
        clock.setTime(time, BASE_YEAR);
        assertBetween(time, clock.time(BASE_YEAR), time.plusMinutes(1));
    }

    private static void assertBetween(
            LocalDateTime first, LocalDateTime actual, LocalDateTime last) {
        assertTrue(
                !actual.isBefore(first) && !actual.isAfter(last),
                () ->
                        "the clock returned %s, which is not between %s and %s"
                                .formatted(actual, first, last));
    }
}
