package org.qemu.functional.vfiouser.internal.device;

import java.util.Map;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.config.DeviceConfig;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/** Checks that regions and interrupts are such as a PCI device can have. */
public final class RegionChecks {
    private static final int LAST_BAR = 5;

    /** The largest MSI-X table (PCI Local Bus Specification 3.0, section 6.8.2). */
    private static final int MOST_INTERRUPTS = 2048;

    private RegionChecks() {}

    /**
     * Check a region that is to be added to others.
     *
     * @return the name of the region with this index
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if it is not possible
     */
    public static PciRegion check(
            Map<PciRegion, DeviceRegion> others, int index, DeviceRegion region) {
        PciRegion name =
                PciRegion.of(index)
                        .filter(found -> found != PciRegion.CONFIG)
                        .orElseThrow(
                                () ->
                                        DeviceErrors.invalid(
                                                "'%d' is not the index of a region: 0 to 5 are the BARs, 6 the expansion ROM, 8 VGA"
                                                        .formatted(index)));
        long size = region.size();
        if (size < 0) {
            throw DeviceErrors.invalid("Region %s has a size of %d bytes".formatted(name, size));
        }
        if (index <= LAST_BAR) {
            checkBar(others, index, region);
        }
        if (region.file() == null && !region.areas().isEmpty()) {
            throw DeviceErrors.invalid("Region %s has areas to map, but no file".formatted(name));
        }
        for (MmapArea area : region.areas()) {
            if (area.offset() < 0 || area.length() < 0 || area.length() > size - area.offset()) {
                throw DeviceErrors.invalid(
                        "Area 0x%x of 0x%x bytes is not in region %s of 0x%x bytes"
                                .formatted(area.offset(), area.length(), name, size));
            }
        }
        return name;
    }

    private static void checkBar(
            Map<PciRegion, DeviceRegion> others, int index, DeviceRegion region) {
        long size = region.size();
        DeviceRegion.Type type = region.type();
        int least = type == DeviceRegion.Type.IO ? 4 : 16;
        if (size != 0 && (Long.bitCount(size) != 1 || size < least)) {
            throw DeviceErrors.invalid(
                    "BAR %d has %d bytes: a power of two is needed, at least %d"
                            .formatted(index, size, least));
        }
        if (type != DeviceRegion.Type.MEMORY_64 && size > 1L << 31) {
            throw DeviceErrors.invalid(
                    "BAR %d has %d bytes, which need an address of 64 bits: use MEMORY_64"
                            .formatted(index, size));
        }
        if (type == DeviceRegion.Type.MEMORY_64) {
            if (index % 2 == 1) {
                throw DeviceErrors.invalid(
                        "BAR %d cannot have an address of 64 bits: only BARs 0, 2 and 4 can"
                                .formatted(index));
            }
            DeviceRegion upper = others.get(bar(index + 1));
            if (upper != null) {
                throw DeviceErrors.invalid(
                        "BAR %d cannot have an address of 64 bits, since BAR %d is in use"
                                .formatted(index, index + 1));
            }
        } else if (index % 2 == 1) {
            DeviceRegion lower = others.get(bar(index - 1));
            if (lower != null && lower.type() == DeviceRegion.Type.MEMORY_64) {
                throw DeviceErrors.invalid(
                        "BAR %d is the upper half of the address of BAR %d"
                                .formatted(index, index - 1));
            }
        }
    }

    private static PciRegion bar(int index) {
        return PciRegion.of(index).orElseThrow();
    }

    /**
     * Check a number of interrupts.
     *
     * @return the number
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if it is not possible
     */
    public static int checkInterrupts(PciIrq kind, int count) {
        if (count < 0 || count > MOST_INTERRUPTS) {
            throw DeviceErrors.invalid(
                    "A device cannot have %d interrupts of kind %s: 0 to %d are possible"
                            .formatted(count, kind, MOST_INTERRUPTS));
        }
        return count;
    }

    /** Let a client find a region in the configuration space. */
    public static void define(DeviceConfig config, PciRegion index, DeviceRegion region) {
        if (index.index() <= LAST_BAR) {
            config.defineBar(
                    index.index(),
                    region.size(),
                    region.type() != DeviceRegion.Type.IO,
                    region.type() == DeviceRegion.Type.MEMORY_64,
                    region.isPrefetchable());
        } else if (index == PciRegion.ROM) {
            config.defineRom(region.size());
        }
    }
}
