package org.qemu.functional.qtest.qos.timer;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/**
 * The high precision event timer of a PC: a counter, and timers that compare their values with it.
 */
// Registers and bits: IA-PC HPET Specification 1.0a, 2.3; include/hw/timer/hpet.h
public final class Hpet {
    /** The address of the timer in a PC. */
    public static final long ADDRESS = 0xfed00000L;

    /** The period of QEMU's counter in ns. */
    public static final int PERIOD_NANOS = 10;

    /** A bit of {@link #config}: the counter runs and the timers interrupt. */
    public static final int ENABLE = 0x1;

    /** A bit of {@link #config}: the first two timers replace the PIT and the RTC. */
    public static final int LEGACY = 0x2;

    /** A bit of {@link #timerConfig}: the interrupt lasts until {@link #status} is cleared. */
    public static final int TIMER_LEVEL = 0x002;

    /** A bit of {@link #timerConfig}: the timer interrupts. */
    public static final int TIMER_ENABLE = 0x004;

    /** A bit of {@link #timerConfig}: the timer is periodic. */
    public static final int TIMER_PERIODIC = 0x008;

    /** A bit of {@link #timerConfig}: the timer supports periodic mode. */
    public static final int TIMER_CAN_BE_PERIODIC = 0x010;

    /** A bit of {@link #timerConfig}: the timer has 64 bits. */
    public static final int TIMER_64_BITS = 0x020;

    /** A bit of {@link #timerConfig}: the comparator of a periodic timer can be set. */
    public static final int TIMER_SET_VALUE = 0x040;

    /** The period in fs in the upper half, and the capabilities in the lower. */
    public final Register capabilities;

    public final Register config;

    /** A bit for each timer; writing 1 clears it. */
    public final Register status;

    public final Register counter;

    private final Region region;

    /** Create a driver for the timer in the memory of a PC. */
    public Hpet(Region memory) {
        region = memory.at(ADDRESS, "HPET");
        capabilities = region.registerq("HPET capabilities", 0x000);
        config = region.registerq("HPET configuration", 0x010);
        status = region.registerq("HPET status", 0x020);
        counter = region.registerq("HPET counter", 0x0f0);
    }

    /**
     * Return a timer's configuration; its upper half has a bit for each supported interrupt line.
     */
    public Register timerConfig(int timer) {
        return timerRegister(timer, "configuration", 0x00);
    }

    /** Return the register whose value a timer compares with the counter. */
    public Register comparator(int timer) {
        return timerRegister(timer, "comparator", 0x08);
    }

    private Register timerRegister(int timer, String name, int offset) {
        return region.registerq(
                "%s of HPET timer %d".formatted(name, timer), 0x100 + 0x20L * timer + offset);
    }

    /** Return the bits of {@link #timerConfig} for an interrupt line, 0 to 31. */
    public static long route(int line) {
        return (long) line << 9;
    }
}
