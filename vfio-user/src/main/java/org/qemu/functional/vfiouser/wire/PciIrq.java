package org.qemu.functional.vfiouser.wire;

import java.util.Optional;

/** The types of interrupts of a PCI device, by the indexes of {@code linux/vfio.h}. */
public enum PciIrq {
    INTX(0),
    MSI(1),
    MSIX(2),

    /** Reports an error of the device. */
    ERR(3),

    /** Requests that the device be released. */
    REQ(4);

    private static final PciIrq[] BY_INDEX = values();

    private final int index;

    PciIrq(int index) {
        this.index = index;
    }

    /** Return the number of this type in messages. */
    public int index() {
        return index;
    }

    /** Return the type with an index, if PCI devices have one. */
    public static Optional<PciIrq> of(long index) {
        return index < 0 || index >= BY_INDEX.length
                ? Optional.empty()
                : Optional.of(BY_INDEX[(int) index]);
    }
}
