package org.qemu.functional.qtest.qos.net;

import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Intel's 82574L gigabit Ethernet controller ("Intel 82574 GbE Controller Family Datasheet",
 * chapters 7 and 10; {@code hw/net/e1000e.c} in QEMU's source), with legacy descriptors.
 */
public final class E1000e extends IntelCard {
    /** The device ID of the 82574L. */
    public static final int DEVICE = 0x10d3;

    /** The interrupt vector for causes other than frames. */
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

    private static final int ICR = 0x00c0;
    private static final int ICS = 0x00c8;
    private static final int IMS = 0x00d0;
    private static final int IVAR = 0x00e4;
    private static final long IVAR_VALID = 8;
    private static final long IVAR_EVERY_WRITE_BACK = 1L << 31;

    /** Of a transmit descriptor: end of packet, report status. */
    private static final long END_AND_REPORT = 1 << 24 | 1 << 27;

    private E1000e(PciDevice device, GuestAllocator memory) {
        super(device, memory, 0x3800, 0x2800, 12, 8);
    }

    /** Enable a controller and return its driver. */
    public static E1000e of(PciDevice device, GuestAllocator memory) {
        return new E1000e(device, memory);
    }

    @Override
    long transmitCommand(int length) {
        return length | END_AND_REPORT;
    }

    @Override
    void prepare() {
        // The link comes up by itself.
    }

    @Override
    public Msix enableInterrupts() {
        Msix msix = device().enableMsix();
        registers()
                .writel(
                        IVAR,
                        IVAR_VALID
                                | RECEIVE_VECTOR
                                | (IVAR_VALID | TRANSMIT_VECTOR) << 8
                                | (IVAR_VALID | OTHER_VECTOR) << 16
                                | IVAR_EVERY_WRITE_BACK);
        registers()
                .writel(
                        IMS,
                        TRANSMITTED
                                | RECEIVED
                                | LINK_CHANGED
                                | RECEIVE_QUEUE
                                | TRANSMIT_QUEUE
                                | OTHER);
        return msix;
    }

    /** Set interrupt causes by software. */
    public void setCauses(long causes) {
        registers().writel(ICS, causes);
    }

    /** Return the interrupt causes. */
    public long causes() {
        return registers().readl(ICS);
    }

    /** Acknowledge interrupt causes. */
    public void acknowledge(long causes) {
        registers().writel(ICR, causes);
    }
}
