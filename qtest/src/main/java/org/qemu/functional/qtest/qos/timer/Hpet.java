package org.qemu.functional.qtest.qos.timer;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/** The high precision event timer of a PC: a counter, and timers that compare with it. */
// Registers and bits: IA-PC HPET Specification 1.0a, 2.3; include/hw/timer/hpet.h
public final class Hpet {
    /** Where a PC has it. */
    public static final long ADDRESS = 0xfed00000L;

    /** How long QEMU's counter takes for one, in ns. */
    public static final int PERIOD_NANOS = 10;

    /** In {@link #config}: the counter counts and the timers interrupt. */
    public static final int ENABLE = 0x1;

    /** In {@link #config}: the first two timers replace the PIT and the RTC. */
    public static final int LEGACY = 0x2;

    /** In a timer's {@link #timerConfig}: the interrupt lasts until {@link #status} is cleared. */
    public static final int TIMER_LEVEL = 0x002;

    /** In a timer's {@link #timerConfig}: it interrupts. */
    public static final int TIMER_ENABLE = 0x004;

    /** In a timer's {@link #timerConfig}: it goes off again and again. */
    public static final int TIMER_PERIODIC = 0x008;

    /** In a timer's {@link #timerConfig}: it can do so. */
    public static final int TIMER_CAN_BE_PERIODIC = 0x010;

    /** In a timer's {@link #timerConfig}: it has 64 bits. */
    public static final int TIMER_64_BITS = 0x020;

    /** In a timer's {@link #timerConfig}: the comparator of a periodic timer can be set. */
    public static final int TIMER_SET_VALUE = 0x040;

    /** The period in fs in the upper half, and what there is in the lower. */
    public final Register capabilities;

    public final Register config;

    /** A bit for each timer, cleared by writing it. */
    public final Register status;

    public final Register counter;

    private final Region region;

    /** Find it in the memory of a PC. */
    public Hpet(Region memory) {
        region = memory.at(ADDRESS, "HPET");
        capabilities = region.registerq("HPET capabilities", 0x000);
        config = region.registerq("HPET configuration", 0x010);
        status = region.registerq("HPET status", 0x020);
        counter = region.registerq("HPET counter", 0x0f0);
    }

    /**
     * A timer's configuration; its upper half has a bit for each interrupt line that it can have.
     */
    public Register timerConfig(int timer) {
        return timerRegister(timer, "configuration", 0x00);
    }

    /** What a timer compares the counter with. */
    public Register comparator(int timer) {
        return timerRegister(timer, "comparator", 0x08);
    }

    private Register timerRegister(int timer, String name, int offset) {
        return region.registerq(
                "%s of HPET timer %d".formatted(name, timer), 0x100 + 0x20L * timer + offset);
    }

    /** The bits of {@link #timerConfig} for an interrupt line, 0 to 31. */
    public static long route(int line) {
        return (long) line << 9;
    }
}
