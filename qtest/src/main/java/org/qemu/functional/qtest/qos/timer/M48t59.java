package org.qemu.functional.qtest.qos.timer;

import java.time.LocalDateTime;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.Width;

/** The M48T59 or M48T08 of a workstation: RAM whose last bytes are a clock, always in BCD. */
// Addresses and bits: data sheets of ST's M48T08 and M48T59; hw/rtc/m48t59.c
public final class M48t59 {
    /** The number of bytes, of which the last 8 are the clock. */
    public static final int SIZE = 0x2000;

    /**
     * The address of the M48T59's watchdog. Tests must not write random values there, because it
     * can reset the machine.
     */
    public static final int WATCHDOG = 0x1ff7;

    /** A bit of {@link #seconds}: the oscillator is stopped. */
    public static final int STOP = 0x80;

    /** All bytes. */
    public final Region ram;

    /** 0 to 59, and {@link #STOP}. */
    public final Register seconds;

    /** 0 to 59. */
    public final Register minutes;

    /** 0 to 23. */
    public final Register hours;

    /** 0 to 6, from Sunday. */
    public final Register dayOfWeek;

    /** 1 to 31. */
    public final Register dayOfMonth;

    /** 1 to 12. */
    public final Register month;

    /** 0 to 99, relative to a year that depends on the machine. */
    public final Register year;

    /** Create a driver for a chip whose bytes are mapped. */
    public M48t59(Region ram) {
        this.ram = ram;
        seconds = ram.registerb("seconds of the clock", 0x1ff9);
        minutes = ram.registerb("minutes of the clock", 0x1ffa);
        hours = ram.registerb("hours of the clock", 0x1ffb);
        dayOfWeek = ram.registerb("day of the week of the clock", 0x1ffc);
        dayOfMonth = ram.registerb("day of the month of the clock", 0x1ffd);
        month = ram.registerb("month of the clock", 0x1ffe);
        year = ram.registerb("year of the clock", 0x1fff);
    }

    /**
     * Create a driver for a chip that is accessed through four ports: a 16-bit address and, at the
     * last port, a byte.
     *
     * @param ports the region that begins with them
     */
    public static M48t59 behind(Region ports) {
        return new M48t59(new Indexed(ports));
    }

    /**
     * Read the time.
     *
     * @param baseYear the year that the machine represents as 0
     * @throws java.time.DateTimeException if the registers do not hold a valid time
     */
    public LocalDateTime time(int baseYear) {
        LocalDateTime first = readTime(baseYear);
        LocalDateTime second = readTime(baseYear);
        // The clock can advance between two reads of registers; two consecutive reads of all
        // registers are less than a second apart.
        while (!first.equals(second)) {
            first = second;
            second = readTime(baseYear);
        }
        return second;
    }

    private LocalDateTime readTime(int baseYear) {
        return LocalDateTime.of(
                baseYear + decode(year.read()),
                decode(month.read()),
                decode(dayOfMonth.read()),
                decode(hours.read()),
                decode(minutes.read()),
                decode(seconds.read() & ~STOP));
    }

    /**
     * Set the time.
     *
     * @param baseYear the year that the machine represents as 0, at most 99 before that of the time
     */
    public void setTime(LocalDateTime time, int baseYear) {
        // QEMU does not stop the clock and normalizes each write: day 31 is invalid until the month
        // is set.
        seconds.write(0);
        dayOfMonth.write(1);
        year.write(encode(time.getYear() - baseYear));
        month.write(encode(time.getMonthValue()));
        dayOfMonth.write(encode(time.getDayOfMonth()));
        hours.write(encode(time.getHour()));
        minutes.write(encode(time.getMinute()));
        seconds.write(encode(time.getSecond()));
    }

    private static int encode(int number) {
        return ((number / 10) << 4) | (number % 10);
    }

    private static int decode(long value) {
        return (int) ((value >> 4) * 10 + (value & 0x0f));
    }

    /** The bytes that are accessed through an address port. */
    private record Indexed(Region ports) implements Region {
        @Override
        public long read(Width width, long address) {
            select(width, address);
            return ports.readb(3);
        }

        @Override
        public void write(Width width, long address, long value) {
            select(width, address);
            ports.writeb(3, value);
        }

        private void select(Width width, long address) {
            if (width != Width.B || address < 0 || address >= SIZE) {
                throw new IllegalArgumentException(
                        "the clock's RAM ends at 0x%x; cannot access %d bits at 0x%x"
                                .formatted(SIZE - 1, width.bits(), address));
            }
            ports.writeb(0, address);
            ports.writeb(1, address >> 8);
        }

        @Override
        public String where(long address) {
            return "0x%04x behind %s".formatted(address, ports.where(3));
        }
    }
}
