package org.qemu.functional.vfiouser.wire.region;

import java.util.Optional;

/** The regions of a PCI device, by the indexes of {@code linux/vfio.h}. */
public enum PciRegion {
    BAR0(0),
    BAR1(1),
    BAR2(2),
    BAR3(3),
    BAR4(4),
    BAR5(5),
    ROM(6),
    CONFIG(7),
    VGA(8);

    private static final PciRegion[] BY_INDEX = values();

    private final int index;

    PciRegion(int index) {
        this.index = index;
    }

    /** Return the number of this region in messages. */
    public int index() {
        return index;
    }

    /** Return the region with an index, if PCI devices have one. */
    public static Optional<PciRegion> of(long index) {
        return index < 0 || index >= BY_INDEX.length
                ? Optional.empty()
                : Optional.of(BY_INDEX[(int) index]);
    }
}
