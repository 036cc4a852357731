package org.qemu.functional.qtest.qos.timer;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.Width;

/**
 * The real-time clock of a PC with its RAM, the CMOS: 128 bytes that are accessed through an index
 * port and a data port, as a region of 8-bit accesses.
 */
// Addresses and bits: data sheet of Motorola's MC146818; hw/rtc/mc146818rtc_regs.h
public final class Mc146818 implements Region {
    /** The number of bytes. */
    public static final int SIZE = 0x80;

    /** The interrupt line in a PC. */
    public static final int IRQ = 8; // include/hw/rtc/mc146818rtc.h

    /**
     * The value of {@link #registerA} in a PC: the divider for the crystal, and 1024 periods per
     * second.
     */
    public static final int A_RUN = 0x26;

    /** The value of {@link #registerA} with the divider held in reset. */
    public static final int A_RESET = 0x76;

    /** A bit of {@link #registerA}: an update is in progress or begins soon. */
    public static final int A_UIP = 0x80;

    /** A bit of {@link #registerB}: updates are stopped, so that the time can be set. */
    public static final int B_SET = 0x80;

    /** A bit of {@link #registerB}: the periodic interrupt is enabled. */
    public static final int B_PIE = 0x40;

    /** A bit of {@link #registerB}: the alarm interrupt is enabled. */
    public static final int B_AIE = 0x20;

    /** A bit of {@link #registerB}: the interrupt at the end of an update is enabled. */
    public static final int B_UIE = 0x10;

    /** A bit of {@link #registerB}: the square wave is enabled. */
    public static final int B_SQWE = 0x08;

    /** A bit of {@link #registerB}: numbers are binary instead of BCD. */
    public static final int B_DM = 0x04;

    /** A bit of {@link #registerB}: hours are 0 to 23 instead of 1 to 12 with {@link #PM}. */
    public static final int B_24H = 0x02;

    /** A bit of {@link #registerC}: an enabled interrupt is pending. */
    public static final int C_IRQF = 0x80;

    /** A bit of {@link #registerC}: a period has ended. */
    public static final int C_PF = 0x40;

    /** A bit of {@link #registerC}: the alarm time was reached. */
    public static final int C_AF = 0x20;

    /** A bit of {@link #registerC}: an update has ended. */
    public static final int C_UF = 0x10;

    /** A bit of 12-hour hours: afternoon. */
    public static final int PM = 0x80;

    /** A value of an alarm register that matches any time. */
    public static final int ANY = 0xc0;

    /**
     * The time from setting {@link #A_UIP} to the end of the update in ns: 8 cycles of the crystal.
     */
    public static final long UIP_NANOS = 8 * 1_000_000_000L / 32768;

    private static final int PORT = 0x70; // hw/rtc/mc146818rtc.c

    /** 0 to 59. */
    public final Register seconds = registerb("RTC seconds", 0x00);

    /** Like {@link #seconds}, or {@link #ANY}. */
    public final Register secondsAlarm = registerb("RTC seconds of the alarm", 0x01);

    /** 0 to 59. */
    public final Register minutes = registerb("RTC minutes", 0x02);

    /** Like {@link #minutes}, or {@link #ANY}. */
    public final Register minutesAlarm = registerb("RTC minutes of the alarm", 0x03);

    /** 0 to 23, or 1 to 12 with {@link #PM}. */
    public final Register hours = registerb("RTC hours", 0x04);

    /** Like {@link #hours}, or {@link #ANY}. */
    public final Register hoursAlarm = registerb("RTC hours of the alarm", 0x05);

    /** 1 to 7, from Sunday. */
    public final Register dayOfWeek = registerb("RTC day of the week", 0x06);

    /** 1 to 31. */
    public final Register dayOfMonth = registerb("RTC day of the month", 0x07);

    /** 1 to 12. */
    public final Register month = registerb("RTC month", 0x08);

    /** The year without the century. */
    public final Register year = registerb("RTC year", 0x09);

    /** Divider, period and {@link #A_UIP}. */
    public final Register registerA = registerb("RTC register A", 0x0a);

    /** The mode and the enabled interrupts: {@code B_…}. */
    public final Register registerB = registerb("RTC register B", 0x0b);

    /** Pending interrupts; reading clears them. */
    public final Register registerC = registerb("RTC register C", 0x0c);

    /** Whether the battery is good. */
    public final Register registerD = registerb("RTC register D", 0x0d);

    /** The century; only in a PC, because the chip itself has none. */
    public final Register century = registerb("RTC century", 0x32);

    private final QTest qtest;

    /** Create a driver for the clock at the ports of a PC. */
    public Mc146818(QTest qtest) {
        this.qtest = qtest;
    }

    @Override
    public long read(Width width, long address) {
        Batch batch = qtest.batch();
        LongSupplier value = read(batch, width, address);
        batch.run();
        return value.getAsLong();
    }

    private static LongSupplier read(Batch batch, Width width, long address) {
        select(batch, width, address);
        return batch.inb(PORT + 1);
    }

    @Override
    public void write(Width width, long address, long value) {
        Batch batch = qtest.batch();
        select(batch, width, address);
        batch.outb(PORT + 1, value).run();
    }

    private static void select(Batch batch, Width width, long address) {
        if (width != Width.B) {
            throw new IllegalArgumentException(
                    "the CMOS supports only accesses of 8 bits, not of %d".formatted(width.bits()));
        }
        if (address < 0 || address >= SIZE) {
            throw new IllegalArgumentException(
                    "the CMOS has no byte 0x%x; the last is 0x%x".formatted(address, SIZE - 1));
        }
        batch.outb(PORT, address);
    }

    @Override
    public String where(long address) {
        return "CMOS 0x%02x".formatted(address);
    }

    /**
     * Read the time in the format that register B specifies.
     *
     * @throws java.time.DateTimeException if the registers do not hold a valid time
     */
    public LocalDateTime time() {
        long[] first = timeRegisters();
        long[] second = timeRegisters();
        // An update between two reads of registers would mix two times; two updates are a second
        // apart.
        while (!Arrays.equals(first, second)) {
            first = second;
            second = timeRegisters();
        }
        RtcMode mode = mode();
        return LocalDateTime.of(
                100 * mode.decode(second[6]) + mode.decode(second[5]),
                mode.decode(second[4]),
                mode.decode(second[3]),
                mode.decodeHour(second[2]),
                mode.decode(second[1]),
                mode.decode(second[0]));
    }

    private long[] timeRegisters() {
        Batch batch = qtest.batch();
        LongSupplier[] values =
                Stream.of(0x00, 0x02, 0x04, 0x07, 0x08, 0x09, 0x32)
                        .map(address -> read(batch, Width.B, address))
                        .toArray(LongSupplier[]::new);
        batch.run();
        return Stream.of(values).mapToLong(LongSupplier::getAsLong).toArray();
    }

    private RtcMode mode() {
        return new RtcMode(registerB.read());
    }

    /** Set the time in the format that register B specifies, with updates stopped meanwhile. */
    public void setTime(LocalDateTime time) {
        RtcMode mode = mode();
        whileStopped(
                () -> {
                    seconds.write(mode.encode(time.getSecond()));
                    minutes.write(mode.encode(time.getMinute()));
                    hours.write(mode.encodeHour(time.getHour()));
                    dayOfMonth.write(mode.encode(time.getDayOfMonth()));
                    month.write(mode.encode(time.getMonthValue()));
                    year.write(mode.encode(time.getYear() % 100));
                    century.write(mode.encode(time.getYear() / 100));
                });
    }

    /** Run an action that writes to the clock between setting and clearing {@link #B_SET}. */
    public void whileStopped(Runnable writes) {
        registerB.set(B_SET);
        writes.run();
        registerB.clear(B_SET);
    }
}
