package org.qemu.functional.qtest.qos.storage;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** An AHCI controller (AHCI 1.3.1, chapter 3; {@code hw/ide/ahci.c}). */
public final class Ahci {
    /** The class of the PCI function. */
    public static final int CLASS = 0x010601;

    /** In the capabilities: the number of ports, less 1. */
    public static final long CAP_PORTS = 0x1f;

    /** In the capabilities: the number of slots of each port, less 1. */
    public static final long CAP_SLOTS = 0x1f00;

    /** In the capabilities: nothing but AHCI, no legacy registers. */
    public static final long CAP_AHCI_ONLY = 1L << 18;

    /** In the capabilities: reserved. */
    public static final long CAP_RESERVED = 1L << 19;

    /** In the capabilities: the speed, 1 to 3. */
    public static final long CAP_SPEED = 0xf00000L;

    /** In the capabilities: queued commands. */
    public static final long CAP_QUEUING = 1L << 30;

    /** In the capabilities: addresses of memory have 64 bits. */
    public static final long CAP_64_BIT = 1L << 31;

    /** In the control: reset; it clears itself. */
    public static final long CONTROL_RESET = 1;

    /** In the control: raise interrupts. */
    public static final long CONTROL_INTERRUPTS = 2;

    /** In the control: reserved. */
    public static final long CONTROL_RESERVED = 0x7ffffff8L;

    /** In the control: it is to be used as AHCI. */
    public static final long CONTROL_AHCI = 1L << 31;

    private static final int REGISTERS_BAR = 5;
    private static final int FIRST_PORT = 0x100;
    private static final int PORT_SIZE = 0x80;

    private final PciDevice function;
    private final GuestAllocator memory;
    private final Bar bar;

    private Ahci(PciDevice function, GuestAllocator memory) {
        this.function = function;
        this.memory = memory;
        this.bar = function.map(REGISTERS_BAR);
    }

    /**
     * Drive a function, and let it reach memory.
     *
     * @param memory for lists of commands and data
     * @throws AssertionError if it is no AHCI controller
     */
    public static Ahci of(PciDevice function, GuestAllocator memory) {
        if (function.classCode() != CLASS) {
            throw new AssertionError(
                    "%s is of class %06x, and AHCI controllers are of class %06x"
                            .formatted(function, function.classCode(), CLASS));
        }
        Ahci ahci = new Ahci(function, memory);
        function.enable();
        return ahci;
    }

    /**
     * Drive the first controller of a bus: see {@link #of}.
     *
     * @throws AssertionError if there is none; tells which functions there are
     */
    public static Ahci first(PciBus bus, GuestAllocator memory) {
        List<PciDevice> functions = bus.devices();
        return functions.stream()
                .filter(function -> function.classCode() == CLASS)
                .findFirst()
                .map(function -> of(function, memory))
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no PCI function is of class %06x: there are %s"
                                                .formatted(CLASS, functions)));
    }

    /** The function. */
    public PciDevice function() {
        return function;
    }

    /** The machine that it is in. */
    public QTest qtest() {
        return function.qtest();
    }

    /** The memory for lists of commands and data. */
    GuestAllocator memory() {
        return memory;
    }

    /** What it can, CAP. */
    public Register capabilities() {
        return bar.registerl("CAP", 0x00);
    }

    /** How it is used, GHC. */
    public Register control() {
        return bar.registerl("GHC", 0x04);
    }

    /** Which ports want to interrupt, IS. */
    public Register interrupts() {
        return bar.registerl("IS", 0x08);
    }

    /** Which ports there are, PI. */
    public Register implemented() {
        return bar.registerl("PI", 0x0c);
    }

    /** The version that it follows, VS: 0x00010300 for 1.3. */
    public Register version() {
        return bar.registerl("VS", 0x10);
    }

    /** What more it can, CAP2. */
    public Register capabilities2() {
        return bar.registerl("CAP2", 0x24);
    }

    /** Reset it, and let it raise interrupts. */
    public Ahci reset() {
        control().write(CONTROL_RESET);
        control().await(CONTROL_RESET, 0);
        control().write(CONTROL_AHCI | CONTROL_INTERRUPTS);
        control().expect(CONTROL_AHCI | CONTROL_INTERRUPTS);
        return this;
    }

    /** How many slots for commands each port has, 1 to 32. */
    public int slots() {
        return (int) ((capabilities().read() & CAP_SLOTS) >>> 8) + 1;
    }

    /** The ports that there are. */
    public List<AhciPort> ports() {
        long there = implemented().read();
        List<AhciPort> ports = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            if ((there >>> i & 1) != 0) {
                ports.add(port(i));
            }
        }
        return ports;
    }

    /** A port, which must be there. */
    public AhciPort port(int number) {
        long begin = FIRST_PORT + (long) number * PORT_SIZE;
        return new AhciPort(this, number, bar.at(begin, "port " + number));
    }
}
