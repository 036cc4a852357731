package org.qemu.functional.qtest.qos.net;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Intel's 82574L gigabit Ethernet controller ("Intel 82574 GbE Controller Family Datasheet",
 * chapters 7 and 10; {@code hw/net/e1000e.c} in QEMU's source). This driver uses the first queue of
 * each direction and legacy descriptors, and accepts all frames.
 */
public final class E1000e {
    /** The vendor ID of Intel. */
    public static final int VENDOR = 0x8086;

    /** The device ID of the 82574L. */
    public static final int DEVICE = 0x10d3;

    /** The number of frames that it can receive before the driver reads one. */
    public static final int BUFFERS = E1000eRing.SLOTS - 1;

    /** The interrupt vector for received frames, as set by {@link #enableInterrupts}. */
    public static final int RECEIVE_VECTOR = 0;

    /** The interrupt vector for transmitted frames. */
    public static final int TRANSMIT_VECTOR = 1;

    /** The interrupt vector for all other causes. */
    public static final int OTHER_VECTOR = 2;

    /** Interrupt cause: a transmit descriptor was written back (10.2.4.1). */
    public static final long TRANSMITTED = 1;

    /** Interrupt cause: a frame was received. */
    public static final long RECEIVED = 1 << 7;

    /** Interrupt cause: the link status has changed. */
    public static final long LINK_CHANGED = 1 << 2;

    /** Interrupt cause: the first receive queue. */
    public static final long RECEIVE_QUEUE = 1 << 20;

    /** Interrupt cause: the first transmit queue. */
    public static final long TRANSMIT_QUEUE = 1 << 22;

    /** Interrupt cause: other than the queues. */
    public static final long OTHER = 1 << 24;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int CTRL = 0x0000;
    private static final long CTRL_LINK_UP = 1 << 6;
    private static final long CTRL_RESET = 1 << 26;
    private static final int STATUS = 0x0008;
    private static final long STATUS_LINK_UP = 1 << 1;
    private static final int EERD = 0x0014;
    private static final long EERD_START = 1;
    private static final long EERD_DONE = 1 << 1;
    private static final int ICR = 0x00c0;
    private static final int ICS = 0x00c8;
    private static final int IMS = 0x00d0;
    private static final int IVAR = 0x00e4;
    private static final long IVAR_VALID = 8;
    private static final long IVAR_EVERY_WRITE_BACK = 1L << 31;
    private static final int RCTL = 0x0100;

    /**
     * Enabled; accept unicast and multicast of any address, and broadcast; strip the frame check
     * sequence.
     */
    private static final long RCTL_ALL = 1 << 1 | 1 << 3 | 1 << 4 | 1 << 15 | 1 << 26;

    private static final int TCTL = 0x0400;
    private static final long TCTL_ON = 1 << 1;
    private static final int RECEIVE_RING = 0x2800;
    private static final int TRANSMIT_RING = 0x3800;
    private static final int RAL = 0x5400;
    private static final int RAH = 0x5404;

    /** Of a transmit descriptor: end of packet, report status. */
    private static final long END_AND_REPORT = 1 << 24 | 1 << 27;

    private static final int DESCRIPTOR_DONE = 1;
    private static final int END_OF_PACKET = 2;

    private final PciDevice device;
    private final GuestAllocator memory;
    private final Bar registers;
    private final E1000eRing transmit;
    private final E1000eRing receive;

    private E1000e(PciDevice device, GuestAllocator memory) {
        this.device = device;
        this.memory = memory;
        this.registers = device.map(0);
        Region order = device.qtest().memory(LITTLE_ENDIAN);
        this.transmit = new E1000eRing(registers.at(TRANSMIT_RING, "transmit ring"), order, memory);
        this.receive = new E1000eRing(registers.at(RECEIVE_RING, "receive ring"), order, memory);
    }

    /** Enable a controller and return its driver. */
    public static E1000e of(PciDevice device, GuestAllocator memory) {
        device.enable();
        return new E1000e(device, memory);
    }

    /** Return the PCI function. */
    public PciDevice device() {
        return device;
    }

    /** Return its registers. */
    public Region registers() {
        return registers;
    }

    /** Reset registers and descriptors to their defaults; the address is loaded from the EEPROM. */
    public void reset() {
        registers.registerl("CTRL", CTRL).set(CTRL_RESET);
        registers.registerl("CTRL", CTRL).await(CTRL_RESET, 0);
    }

    /** Return its MAC address, such as {@code 52:54:00:12:34:56}. */
    public String macAddress() {
        long address = registers.readl(RAL) | (registers.readl(RAH) & 0xffff) << 32;
        return IntStream.range(0, 6)
                .mapToObj(i -> "%02x".formatted((address >>> (8 * i)) & 0xff))
                .collect(Collectors.joining(":"));
    }

    /** Read a word of 16 bits of the EEPROM; the first three contain the address. */
    public int eeprom(int word) {
        registers.writel(EERD, EERD_START | (long) word << 2);
        return (int) (registers.registerl("EERD", EERD).await(EERD_DONE, EERD_DONE) >>> 16);
    }

    /** Reset it, wait for the link, and enable transmission and reception. */
    public E1000e start() {
        reset();
        registers.registerl("CTRL", CTRL).set(CTRL_LINK_UP);
        registers.registerl("STATUS", STATUS).await(STATUS_LINK_UP, STATUS_LINK_UP);
        transmit.start(false);
        registers.writel(TCTL, TCTL_ON);
        registers.writel(RCTL, RCTL_ALL);
        receive.start(true);
        return this;
    }

    /** Enable MSI-X with all vectors masked. */
    public Msix enableInterrupts() {
        Msix msix = device.enableMsix();
        registers.writel(
                IVAR,
                IVAR_VALID
                        | RECEIVE_VECTOR
                        | (IVAR_VALID | TRANSMIT_VECTOR) << 8
                        | (IVAR_VALID | OTHER_VECTOR) << 16
                        | IVAR_EVERY_WRITE_BACK);
        registers.writel(
                IMS,
                TRANSMITTED | RECEIVED | LINK_CHANGED | RECEIVE_QUEUE | TRANSMIT_QUEUE | OTHER);
        return msix;
    }

    /** Set interrupt causes by software. */
    public void setCauses(long causes) {
        registers.writel(ICS, causes);
    }

    /** Return the interrupt causes. */
    public long causes() {
        return registers.readl(ICS);
    }

    /** Acknowledge interrupt causes. */
    public void acknowledge(long causes) {
        registers.writel(ICR, causes);
    }

    /**
     * Transmit a frame, and return when the controller reports its transmission.
     *
     * @throws AssertionError if that does not happen within 10 s
     */
    public void transmit(byte[] frame) {
        long buffer = memory.alloc(frame.length);
        try {
            device.qtest().bufwrite(buffer, frame);
            int slot = transmit.put(buffer, frame.length | END_AND_REPORT);
            awaitDone(transmit, slot, "transmit a frame of %d bytes".formatted(frame.length));
        } finally {
            memory.free(buffer);
        }
    }

    /**
     * Wait for a frame.
     *
     * @throws AssertionError if none comes within 10 s
     */
    public byte[] receive() {
        int slot = receive.next();
        int status = awaitDone(receive, slot, "receive a frame");
        if ((status & END_OF_PACKET) == 0) {
            throw new AssertionError("a frame is longer than a buffer of the e1000e");
        }
        byte[] frame = device.qtest().bufread(receive.buffer(slot), receive.length(slot));
        receive.recycle(slot);
        return frame;
    }

    private static int awaitDone(E1000eRing ring, int slot, String what) {
        if (!Poll.until(TIMEOUT, () -> (ring.status(slot) & DESCRIPTOR_DONE) != 0)) {
            throw new AssertionError(
                    "the e1000e does not %s within %d s: %s"
                            .formatted(what, TIMEOUT.toSeconds(), ring.describe(slot)));
        }
        return ring.status(slot);
    }
}
