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
 * A gigabit Ethernet controller of Intel. This driver uses the first queue of each direction and
 * accepts all frames.
 */
public abstract sealed class IntelCard permits E1000e, Igb {
    /** The vendor ID of Intel. */
    public static final int VENDOR = 0x8086;

    /** The number of frames that it can receive before the driver reads one. */
    public static final int BUFFERS = DescriptorRing.SLOTS - 1;

    /** The interrupt vector for received frames, as set by {@link #enableInterrupts}. */
    public static final int RECEIVE_VECTOR = 0;

    /** The interrupt vector for transmitted frames. */
    public static final int TRANSMIT_VECTOR = 1;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int CTRL = 0x0000;
    private static final long CTRL_LINK_UP = 1 << 6;
    private static final long CTRL_RESET = 1 << 26;
    private static final int STATUS = 0x0008;
    private static final long STATUS_LINK_UP = 1 << 1;
    private static final int EERD = 0x0014;
    private static final long EERD_START = 1;
    private static final long EERD_DONE = 1 << 1;
    private static final int RCTL = 0x0100;

    /**
     * Enabled; accept unicast and multicast of any address, and broadcast; strip the frame check
     * sequence.
     */
    private static final long RCTL_ALL = 1 << 1 | 1 << 3 | 1 << 4 | 1 << 15 | 1 << 26;

    private static final int TCTL = 0x0400;
    private static final long TCTL_ON = 1 << 1;
    private static final int RAL = 0x5400;
    private static final int RAH = 0x5404;
    private static final int DESCRIPTOR_DONE = 1;
    private static final int END_OF_PACKET = 2;

    private final PciDevice device;
    private final GuestAllocator memory;
    private final Bar registers;
    private final DescriptorRing transmit;
    private final DescriptorRing receive;

    /**
     * Enable a controller.
     *
     * @param transmitRing the offset of the registers of the ring for transmission
     * @param receiveRing the offset of the registers of the ring for reception
     * @param statusOffset the offset of the status in a descriptor of a received frame
     * @param lengthOffset the offset of its length
     */
    IntelCard(
            PciDevice device,
            GuestAllocator memory,
            int transmitRing,
            int receiveRing,
            int statusOffset,
            int lengthOffset) {
        device.enable();
        this.device = device;
        this.memory = memory;
        this.registers = device.map(0);
        Region order = device.qtest().memory(LITTLE_ENDIAN);
        this.transmit =
                new DescriptorRing(
                        registers.at(transmitRing, "transmit ring"), order, memory, 12, 8);
        this.receive =
                new DescriptorRing(
                        registers.at(receiveRing, "receive ring"),
                        order,
                        memory,
                        statusOffset,
                        lengthOffset);
    }

    /** Return the length and the command of the descriptor of a frame. */
    abstract long transmitCommand(int length);

    /** Prepare what the reset has cleared, before the driver waits for the link. */
    abstract void prepare();

    /**
     * Enable MSI-X with all vectors masked; {@link #RECEIVE_VECTOR} and {@link #TRANSMIT_VECTOR}
     * are for frames.
     */
    public abstract Msix enableInterrupts();

    /** Return the PCI function. */
    public final PciDevice device() {
        return device;
    }

    /** Return its registers. */
    public final Region registers() {
        return registers;
    }

    /** Reset registers and descriptors to their defaults; the address is loaded from the EEPROM. */
    public final void reset() {
        registers.registerl("CTRL", CTRL).set(CTRL_RESET);
        registers.registerl("CTRL", CTRL).await(CTRL_RESET, 0);
    }

    /** Return its MAC address, such as {@code 52:54:00:12:34:56}. */
    public final String macAddress() {
        long address = registers.readl(RAL) | (registers.readl(RAH) & 0xffff) << 32;
        return IntStream.range(0, 6)
                .mapToObj(i -> "%02x".formatted((address >>> (8 * i)) & 0xff))
                .collect(Collectors.joining(":"));
    }

    /** Read a word of 16 bits of the EEPROM; the first three contain the address. */
    public final int eeprom(int word) {
        registers.writel(EERD, EERD_START | (long) word << 2);
        return (int) (registers.registerl("EERD", EERD).await(EERD_DONE, EERD_DONE) >>> 16);
    }

    /** Reset it, wait for the link, and enable transmission and reception. */
    public final void start() {
        reset();
        registers.registerl("CTRL", CTRL).set(CTRL_LINK_UP);
        prepare();
        registers.registerl("STATUS", STATUS).await(STATUS_LINK_UP, STATUS_LINK_UP);
        transmit.start(false);
        registers.writel(TCTL, TCTL_ON);
        registers.writel(RCTL, RCTL_ALL);
        receive.start(true);
    }

    /**
     * Transmit a frame, and return when the controller reports its transmission.
     *
     * @throws AssertionError if that does not happen within 10 s
     */
    public final void transmit(byte[] frame) {
        long buffer = memory.alloc(frame.length);
        try {
            device.qtest().bufwrite(buffer, frame);
            int slot = transmit.put(buffer, transmitCommand(frame.length));
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
    public final byte[] receive() {
        int slot = receive.next();
        int status = awaitDone(receive, slot, "receive a frame");
        if ((status & END_OF_PACKET) == 0) {
            throw new AssertionError("a frame is longer than a buffer of the network card");
        }
        byte[] frame = device.qtest().bufread(receive.buffer(slot), receive.length(slot));
        receive.recycle(slot);
        return frame;
    }

    private static int awaitDone(DescriptorRing ring, int slot, String what) {
        if (!Poll.until(TIMEOUT, () -> (ring.status(slot) & DESCRIPTOR_DONE) != 0)) {
            throw new AssertionError(
                    "the network card does not %s within %d s: %s"
                            .formatted(what, TIMEOUT.toSeconds(), ring.describe(slot)));
        }
        return ring.status(slot);
    }
}
