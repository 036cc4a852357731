package org.qemu.functional.vfiouser.internal.device;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/** The regions of a device, with who handles the accesses of a client to each. */
public final class DeviceRegions {
    private final Map<PciRegion, DeviceRegion> regions;
    private final Map<PciRegion, RegionHandler> handlers = new EnumMap<>(PciRegion.class);
    private final Map<PciRegion, List<IoDescriptor>> descriptors = new EnumMap<>(PciRegion.class);

    /**
     * Create the regions of a device.
     *
     * @param regions the regions that it has, its configuration space included
     * @param config handles the configuration space
     */
    public DeviceRegions(Map<PciRegion, DeviceRegion> regions, RegionHandler config) {
        this.regions = new EnumMap<>(regions);
        regions.forEach(
                (index, region) -> {
                    RegionHandler handler = index == PciRegion.CONFIG ? config : handler(region);
                    if (handler != null) {
                        handlers.put(index, handler);
                    }
                });
    }

    /** Return a region, or null if the device does not have it. */
    public @Nullable DeviceRegion get(PciRegion index) {
        return regions.get(index);
    }

    /**
     * Return who handles the accesses to a range of at least one byte.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if there is no such region, the
     *     range is not in it, or nobody handles the accesses
     */
    public RegionHandler handler(long index, long offset, long length, boolean write) {
        PciRegion name = check(index, offset, length);
        DeviceRegion region = regions.get(name);
        RegionHandler handler = handlers.get(name);
        if (handler == null || region == null) {
            throw DeviceErrors.invalid(
                    "Region %s has neither a handler nor shared memory".formatted(name));
        }
        if (write ? !region.isWritable() : !region.isReadable()) {
            throw DeviceErrors.invalid(
                    "Region %s cannot be %s".formatted(name, write ? "written" : "read"));
        }
        return handler;
    }

    /**
     * Return the region with an index.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if there is no such region or the
     *     range is not in it
     */
    public PciRegion check(long index, long offset, long length) {
        PciRegion name =
                PciRegion.of(index)
                        .orElseThrow(
                                () ->
                                        DeviceErrors.invalid(
                                                "There is no region %d".formatted(index)));
        DeviceRegion region = regions.get(name);
        long size = region == null ? 0 : region.size();
        // Unsigned: a client may choose any offset.
        if (Long.compareUnsigned(offset, size) > 0 || length > size - offset) {
            throw DeviceErrors.invalid(
                    "%d bytes at offset 0x%x are not in region %s of 0x%x bytes"
                            .formatted(length, offset, name, size));
        }
        return name;
    }

    /** Return the parts of a region that a client signals by descriptors, the newest first. */
    public List<IoDescriptor> descriptors(PciRegion index) {
        synchronized (descriptors) {
            return List.copyOf(descriptors.getOrDefault(index, List.of()));
        }
    }

    /**
     * Let a client signal a part of a region by a descriptor.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if the part is not in the region
     */
    public void add(PciRegion index, IoDescriptor part) {
        DeviceRegion region = regions.get(index);
        long size = region == null ? 0 : region.size();
        if (part.offset() < 0 || part.length() < 0 || part.length() > size - part.offset()) {
            throw DeviceErrors.invalid(
                    "%d bytes at offset 0x%x are not in region %s of 0x%x bytes"
                            .formatted(part.length(), part.offset(), index, size));
        }
        synchronized (descriptors) {
            descriptors.computeIfAbsent(index, key -> new ArrayList<>()).add(0, part);
        }
    }

    private static @Nullable RegionHandler handler(DeviceRegion region) {
        if (region.handler() != null || region.file() == null) {
            return region.handler();
        }
        return new SharedMemoryHandler(region.file(), region.fileOffset());
    }
}
