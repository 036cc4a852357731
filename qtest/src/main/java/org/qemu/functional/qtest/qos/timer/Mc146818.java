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
 * The real-time clock of a PC with its RAM, the CMOS: 128 bytes behind an index and a data port, as
 * a region of 8-bit accesses.
 */
// Addresses and bits: data sheet of Motorola's MC146818; hw/rtc/mc146818rtc_regs.h
public final class Mc146818 implements Region {
    /** The number of bytes. */
    public static final int SIZE = 0x80;

    /** The interrupt line of a PC. */
    public static final int IRQ = 8; // include/hw/rtc/mc146818rtc.h

    /** What {@link #registerA} is in a PC: the crystal's divider, and 1024 periods a second. */
    public static final int A_RUN = 0x26;

    /** The same with the divider held in reset. */
    public static final int A_RESET = 0x76;

    /** In {@link #registerA}: an update is under way or begins soon. */
    public static final int A_UIP = 0x80;

    /** In {@link #registerB}: no updates, so that the time can be set. */
    public static final int B_SET = 0x80;

    /** In {@link #registerB}: the periodic interrupt is enabled. */
    public static final int B_PIE = 0x40;

    /** In {@link #registerB}: the alarm's interrupt is enabled. */
    public static final int B_AIE = 0x20;

    /** In {@link #registerB}: the interrupt at the end of an update is enabled. */
    public static final int B_UIE = 0x10;

    /** In {@link #registerB}: the square wave is enabled. */
    public static final int B_SQWE = 0x08;

    /** In {@link #registerB}: numbers are binary and not BCD. */
    public static final int B_DM = 0x04;

    /** In {@link #registerB}: hours are 0 to 23 and not 1 to 12 with a bit for the afternoon. */
    public static final int B_24H = 0x02;

    /** In {@link #registerC}: something enabled is pending. */
    public static final int C_IRQF = 0x80;

    /** In {@link #registerC}: a period is over. */
    public static final int C_PF = 0x40;

    /** In {@link #registerC}: the alarm's time has come. */
    public static final int C_AF = 0x20;

    /** In {@link #registerC}: an update has ended. */
    public static final int C_UF = 0x10;

    /** In the hours of 12: afternoon. */
    public static final int PM = 0x80;

    /** A part of the alarm's time that may be anything. */
    public static final int ANY = 0xc0;

    /** How long before an update's end {@link #A_UIP} is set, in ns: 8 cycles of the crystal. */
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

    /** Without its century. */
    public final Register year = registerb("RTC year", 0x09);

    /** Divider, period and {@link #A_UIP}. */
    public final Register registerA = registerb("RTC register A", 0x0a);

    /** The mode, and the interrupts that are enabled: {@code B_…}. */
    public final Register registerB = registerb("RTC register B", 0x0b);

    /** Cleared by being read. */
    public final Register registerC = registerb("RTC register C", 0x0c);

    /** Whether the battery is good. */
    public final Register registerD = registerb("RTC register D", 0x0d);

    /** Of a PC only: the chip itself has no century. */
    public final Register century = registerb("RTC century", 0x32);

    private final QTest qtest;

    /** Find it at the ports of a PC. */
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
                    "the CMOS has accesses of 8 bits only, not of %d".formatted(width.bits()));
        }
        if (address < 0 || address >= SIZE) {
            throw new IllegalArgumentException(
                    "the CMOS has no byte 0x%x; they end at 0x%x".formatted(address, SIZE - 1));
        }
        batch.outb(PORT, address);
    }

    @Override
    public String where(long address) {
        return "CMOS 0x%02x".formatted(address);
    }

    /**
     * Read the time, whatever mode register B says.
     *
     * @throws java.time.DateTimeException if what the registers hold is none
     */
    public LocalDateTime time() {
        long[] first = timeRegisters();
        long[] second = timeRegisters();
        // An update between two registers would mix two times; two in a row are a second apart.
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

    /** Set the time as register B says that it is written, with the updates stopped meanwhile. */
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

    /** Write to the clock between setting and clearing {@link #B_SET}. */
    public void whileStopped(Runnable writes) {
        registerB.set(B_SET);
        writes.run();
        registerB.clear(B_SET);
    }
}
