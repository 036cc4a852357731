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
 * Intel's 82574L gigabit card ("Intel 82574 GbE Controller Family Datasheet", chapters 7 and 10;
 * {@code hw/net/e1000e.c} of QEMU's source). Driven with the first queue of each direction, legacy
 * descriptors, all frames accepted.
 */
public final class E1000e {
    /** Intel. */
    public static final int VENDOR = 0x8086;

    /** The 82574L. */
    public static final int DEVICE = 0x10d3;

    /** How many frames it can receive while nobody looks. */
    public static final int BUFFERS = E1000eRing.SLOTS - 1;

    /** The interrupt vector of what was received, as {@link #enableInterrupts} has it. */
    public static final int RECEIVE_VECTOR = 0;

    /** The interrupt vector of what was transmitted. */
    public static final int TRANSMIT_VECTOR = 1;

    /** The interrupt vector of all else. */
    public static final int OTHER_VECTOR = 2;

    /** A cause of an interrupt: a transmit descriptor was written back (10.2.4.1). */
    public static final long TRANSMITTED = 1;

    /** A cause of an interrupt: a frame was received. */
    public static final long RECEIVED = 1 << 7;

    /** A cause of an interrupt: the link went up or down. */
    public static final long LINK_CHANGED = 1 << 2;

    /** A cause of an interrupt: the first receive queue. */
    public static final long RECEIVE_QUEUE = 1 << 20;

    /** A cause of an interrupt: the first transmit queue. */
    public static final long TRANSMIT_QUEUE = 1 << 22;

    /** A cause of an interrupt: others than the queues. */
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

    /** On; unicast and multicast of any address, broadcast; no checksum behind the frames. */
    private static final long RCTL_ALL = 1 << 1 | 1 << 3 | 1 << 4 | 1 << 15 | 1 << 26;

    private static final int TCTL = 0x0400;
    private static final long TCTL_ON = 1 << 1;
    private static final int RECEIVE_RING = 0x2800;
    private static final int TRANSMIT_RING = 0x3800;
    private static final int RAL = 0x5400;
    private static final int RAH = 0x5404;

    /** In a descriptor to transmit: the frame ends, tell the status. */
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

    /** Enable a card. */
    public static E1000e of(PciDevice device, GuestAllocator memory) {
        device.enable();
        return new E1000e(device, memory);
    }

    /** The function. */
    public PciDevice device() {
        return device;
    }

    /** Its registers. */
    public Region registers() {
        return registers;
    }

    /** Set registers and descriptors to their defaults; the address comes from the EEPROM. */
    public void reset() {
        registers.registerl("CTRL", CTRL).set(CTRL_RESET);
        registers.registerl("CTRL", CTRL).await(CTRL_RESET, 0);
    }

    /** Its address, such as {@code 52:54:00:12:34:56}. */
    public String macAddress() {
        long address = registers.readl(RAL) | (registers.readl(RAH) & 0xffff) << 32;
        return IntStream.range(0, 6)
                .mapToObj(i -> "%02x".formatted((address >>> (8 * i)) & 0xff))
                .collect(Collectors.joining(":"));
    }

    /** Read a word of 16 bits of the EEPROM; the address is in the first three. */
    public int eeprom(int word) {
        registers.writel(EERD, EERD_START | (long) word << 2);
        return (int) (registers.registerl("EERD", EERD).await(EERD_DONE, EERD_DONE) >>> 16);
    }

    /** Reset it, wait for the link, and transmit and receive from then on. */
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

    /** Have interrupts sent as messages; all vectors are masked at first. */
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

    /** Pretend causes of interrupts. */
    public void pretend(long causes) {
        registers.writel(ICS, causes);
    }

    /** Return the causes of interrupts. */
    public long causes() {
        return registers.readl(ICS);
    }

    /** Acknowledge causes of interrupts. */
    public void acknowledge(long causes) {
        registers.writel(ICR, causes);
    }

    /**
     * Transmit a frame, and return when the card says that it did.
     *
     * @throws AssertionError if it does not within 10 s
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
