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

    /** A field of the capabilities: the number of ports, less 1. */
    public static final long CAP_PORTS = 0x1f;

    /** A field of the capabilities: the number of command slots of each port, less 1. */
    public static final long CAP_SLOTS = 0x1f00;

    /** A bit of the capabilities: the controller supports AHCI only, without legacy registers. */
    public static final long CAP_AHCI_ONLY = 1L << 18;

    /** A bit of the capabilities: reserved. */
    public static final long CAP_RESERVED = 1L << 19;

    /** A field of the capabilities: the interface speed, 1 to 3. */
    public static final long CAP_SPEED = 0xf00000L;

    /** A bit of the capabilities: the controller supports native command queuing. */
    public static final long CAP_QUEUING = 1L << 30;

    /** A bit of the capabilities: memory addresses have 64 bits. */
    public static final long CAP_64_BIT = 1L << 31;

    /** A bit of the control: reset the controller; the bit clears itself. */
    public static final long CONTROL_RESET = 1;

    /** A bit of the control: enable interrupts. */
    public static final long CONTROL_INTERRUPTS = 2;

    /** Bits of the control: reserved. */
    public static final long CONTROL_RESERVED = 0x7ffffff8L;

    /** A bit of the control: AHCI is enabled. */
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
     * Enable a PCI function, including bus mastering, and return a driver for it.
     *
     * @param memory the memory for command lists and data
     * @throws AssertionError if the function is not an AHCI controller
     */
    public static Ahci of(PciDevice function, GuestAllocator memory) {
        if (function.classCode() != CLASS) {
            throw new AssertionError(
                    "%s has class %06x; an AHCI controller has class %06x"
                            .formatted(function, function.classCode(), CLASS));
        }
        Ahci ahci = new Ahci(function, memory);
        function.enable();
        return ahci;
    }

    /**
     * Return a driver for the first controller on a bus: see {@link #of}.
     *
     * @throws AssertionError if there is none; the message lists the existing functions
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
                                        "no PCI function has class %06x; the existing functions are %s"
                                                .formatted(CLASS, functions)));
    }

    /** Return the PCI function. */
    public PciDevice function() {
        return function;
    }

    /** Return the machine that it belongs to. */
    public QTest qtest() {
        return function.qtest();
    }

    /** Return the memory for command lists and data. */
    GuestAllocator memory() {
        return memory;
    }

    /** Return the capabilities register, CAP. */
    public Register capabilities() {
        return bar.registerl("CAP", 0x00);
    }

    /** Return the global control register, GHC. */
    public Register control() {
        return bar.registerl("GHC", 0x04);
    }

    /** Return the register with a bit for each port with a pending interrupt, IS. */
    public Register interrupts() {
        return bar.registerl("IS", 0x08);
    }

    /** Return the register with a bit for each implemented port, PI. */
    public Register implemented() {
        return bar.registerl("PI", 0x0c);
    }

    /** Return the version register, VS: 0x00010300 for 1.3. */
    public Register version() {
        return bar.registerl("VS", 0x10);
    }

    /** Return the extended capabilities register, CAP2. */
    public Register capabilities2() {
        return bar.registerl("CAP2", 0x24);
    }

    /** Reset the controller and enable interrupts. */
    public Ahci reset() {
        control().write(CONTROL_RESET);
        control().await(CONTROL_RESET, 0);
        control().write(CONTROL_AHCI | CONTROL_INTERRUPTS);
        control().expect(CONTROL_AHCI | CONTROL_INTERRUPTS);
        return this;
    }

    /** Return the number of command slots of each port, 1 to 32. */
    public int slots() {
        return (int) ((capabilities().read() & CAP_SLOTS) >>> 8) + 1;
    }

    /** Return the implemented ports. */
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

    /** Return a port, which must be implemented. */
    public AhciPort port(int number) {
        long begin = FIRST_PORT + (long) number * PORT_SIZE;
        return new AhciPort(this, number, bar.at(begin, "port " + number));
    }
}
