package org.qemu.functional.qtest.qos.net;

import java.time.Duration;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.Msix;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Intel's 82576 gigabit Ethernet controller, since QEMU 8.0 ("Intel 82576EB Gigabit Ethernet
 * Controller Datasheet", chapters 7 and 8; {@code hw/net/igb.c} in QEMU's source), with advanced
 * descriptors: QEMU does not receive into others.
 */
public final class Igb extends IntelCard {
    /** The device ID of the 82576. */
    public static final int DEVICE = 0x10c9;

    private static final int RECEIVE_RING = 0xc000;
    private static final int TRANSMIT_RING = 0xe000;

    /** Split and replication receive control of the first queue. */
    private static final int SRRCTL = RECEIVE_RING + 0xc;

    /** Advanced descriptors with one buffer, of 2 KiB. */
    private static final long SRRCTL_ONE_BUFFER = 1 << 25 | 2;

    /** Of a transmit descriptor: advanced, data, end of packet, with checksum, report status. */
    private static final long ADVANCED_DATA = 1 << 29 | 3 << 20 | 1 << 24 | 1 << 25 | 1 << 27;

    private static final int MDIC = 0x0020;

    /** Write to register 0 of the PHY with address 1: negotiate, from the beginning. */
    private static final long MDIC_NEGOTIATE = 1 << 26 | 1 << 21 | 1 << 12 | 1 << 9;

    /** QEMU's negotiation takes 500 ms of the machine's clock. */
    private static final Duration NEGOTIATION = Duration.ofMillis(600);

    private static final int EICS = 0x1520;
    private static final int EIMS = 0x1524;
    private static final int GPIE = 0x1514;
    private static final long GPIE_MSIX = 1 << 4;
    private static final int IVAR = 0x1700;
    private static final long IVAR_VALID = 0x80;

    private Igb(PciDevice device, GuestAllocator memory) {
        super(device, memory, TRANSMIT_RING, RECEIVE_RING, 8, 12);
    }

    /** Enable a controller and return its driver. */
    public static Igb of(PciDevice device, GuestAllocator memory) {
        return new Igb(device, memory);
    }

    @Override
    long transmitCommand(int length) {
        return length | ADVANCED_DATA;
    }

    @Override
    void prepare() {
        registers().writel(SRRCTL, SRRCTL_ONE_BUFFER);
        registers().writel(MDIC, MDIC_NEGOTIATE);
        if (device().qtest().hasClock()) {
            device().qtest().clockStep(NEGOTIATION);
        }
    }

    @Override
    public Msix enableInterrupts() {
        Msix msix = device().enableMsix();
        registers().writel(GPIE, GPIE_MSIX);
        registers().writel(IVAR, IVAR_VALID | RECEIVE_VECTOR | (IVAR_VALID | TRANSMIT_VECTOR) << 8);
        registers().writel(EIMS, 1 << RECEIVE_VECTOR | 1 << TRANSMIT_VECTOR);
        return msix;
    }

    /**
     * Raise interrupt vectors by software.
     *
     * @param vectors a bit for each vector
     */
    public void raise(long vectors) {
        registers().writel(EICS, vectors);
    }
}
