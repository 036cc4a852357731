package org.qemu.functional.vfiouser.internal.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/**
 * The regions of memory that a client mapped for the device. The thread that serves the client
 * changes the table; any thread of the device may look up regions.
 */
public final class DmaTable {
    /** The largest region in bytes: 8 TiB, as in libvfio-user. */
    public static final long MAX_REGION_SIZE = 8L << 40;

    private final int maxRegions;
    private final ConcurrentSkipListMap<Long, DmaRegion> regions =
            new ConcurrentSkipListMap<>(Long::compareUnsigned);
    private volatile long loggedPageSize;

    /** Create an empty table for at most this number of regions. */
    public DmaTable(int maxRegions) {
        this.maxRegions = maxRegions;
    }

    /**
     * Add a region, whose file the table closes when the region is removed. If there is one with
     * the same addresses, file and permissions, that one remains.
     *
     * @return the region that is now in the table
     * @throws org.qemu.functional.vfiouser.DeviceException ENOSPC if the region is too large;
     *     EINVAL if it overlaps with another one, or if there are too many. The file is not closed
     *     then.
     */
    public DmaRegion add(DmaRegion region) throws IOException {
        long size = region.size();
        if (Long.compareUnsigned(size, MAX_REGION_SIZE) > 0) {
            throw DeviceErrors.noSpace(
                    "DMA region of 0x%x bytes at 0x%x: at most 0x%x bytes are possible"
                            .formatted(size, region.address(), MAX_REGION_SIZE));
        }
        if (size == 0 || Long.compareUnsigned(region.last(), region.address()) < 0) {
            throw DeviceErrors.invalid(
                    "DMA region of 0x%x bytes at 0x%x is empty or ends behind the last address"
                            .formatted(size, region.address()));
        }
        DmaRegion other = floor(region.last());
        if (other != null && Long.compareUnsigned(other.last(), region.address()) >= 0) {
            if (other.address() == region.address()
                    && other.size() == size
                    && other.isSameAs(region)) {
                region.close();
                return other;
            }
            throw DeviceErrors.invalid(
                    "DMA region %s overlaps with the mapped region %s".formatted(region, other));
        }
        if (regions.size() >= maxRegions) {
            throw DeviceErrors.invalid(
                    "DMA region %s: %d regions are mapped, which is the limit"
                            .formatted(region, maxRegions));
        }
        region.logWrites(loggedPageSize);
        regions.put(region.address(), region);
        return region;
    }

    /**
     * Return the region with exactly these addresses.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException ENOENT if there is none
     */
    public DmaRegion get(long address, long size) {
        DmaRegion region = regions.get(address);
        if (region == null || region.size() != size) {
            throw DeviceErrors.noEntry(
                    "No DMA region of 0x%x bytes is mapped at 0x%x".formatted(size, address));
        }
        return region;
    }

    /** Remove a region and close its file. */
    public void remove(DmaRegion region) throws IOException {
        regions.remove(region.address(), region);
        region.close();
    }

    /** Return all regions by ascending address. */
    public List<DmaRegion> all() {
        return List.copyOf(regions.values());
    }

    /**
     * Return the regions that these addresses span, without a gap.
     *
     * @param length in bytes, at least 1
     * @throws org.qemu.functional.vfiouser.DeviceException ENOENT if a part of the addresses is not
     *     mapped, EACCES if a region may not be written but is to be, or not read
     */
    public List<DmaRegion> span(long address, long length, boolean write) {
        List<DmaRegion> found = new ArrayList<>(1);
        long at = address;
        long left = length;
        while (left > 0) {
            DmaRegion region = floor(at);
            if (region == null || !region.contains(at)) {
                throw DeviceErrors.noEntry("Address 0x%x is in no DMA region".formatted(at));
            }
            if (write ? !region.isWritable() : !region.isReadable()) {
                throw DeviceErrors.accessDenied(
                        "DMA region %s may not be %s"
                                .formatted(region, write ? "written" : "read"));
            }
            found.add(region);
            long inside = Math.min(left, region.size() - (at - region.address()));
            left -= inside;
            at += inside;
        }
        return found;
    }

    /** Return the size of the pages for which writes are logged, in bytes, or 0. */
    public long loggedPageSize() {
        return loggedPageSize;
    }

    /**
     * Start to log which pages the device writes.
     *
     * @param pageSize a power of two
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if the size is none, or another
     *     one than that with which logging was started before
     */
    public void startLogging(long pageSize) {
        if (Long.bitCount(pageSize) != 1 || pageSize < 0) {
            throw DeviceErrors.invalid(
                    "'%d' is not a size of pages: a power of two is needed".formatted(pageSize));
        }
        if (loggedPageSize != 0) {
            if (loggedPageSize != pageSize) {
                throw DeviceErrors.invalid(
                        "Writes are already logged for pages of %d bytes, not %d"
                                .formatted(loggedPageSize, pageSize));
            }
            return;
        }
        loggedPageSize = pageSize;
        regions.values().forEach(region -> region.logWrites(pageSize));
    }

    /** Stop to log which pages the device writes. */
    public void stopLogging() {
        loggedPageSize = 0;
        regions.values().forEach(region -> region.logWrites(0));
    }

    /**
     * Return the size of a bitmap with a bit for each page, in bytes: a multiple of 8.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if a page is larger than the
     *     range
     */
    public static long bitmapSize(long length, long pageSize) {
        if (pageSize == 0 || Long.compareUnsigned(length, pageSize) < 0) {
            throw DeviceErrors.invalid(
                    "A range of 0x%x bytes has no pages of 0x%x bytes".formatted(length, pageSize));
        }
        long pages =
                Long.divideUnsigned(length, pageSize)
                        + (Long.remainderUnsigned(length, pageSize) == 0 ? 0 : 1);
        return ((pages + 63) >>> 6) << 3;
    }

    /**
     * Return which of the first pages of a region the device wrote since the last call.
     *
     * @param bitmapSize the size of the bitmap in bytes
     * @throws org.qemu.functional.vfiouser.DeviceException ENOENT if the addresses are not mapped,
     *     ENOTSUP if they do not begin where a region does, EINVAL if writes to it are not logged
     *     or the sizes do not match
     */
    public byte[] takeDirtyPages(long address, long size, long pageSize, long bitmapSize) {
        DmaRegion region = floor(address);
        if (region == null
                || !region.contains(address)
                || Long.compareUnsigned(size, region.size() - (address - region.address())) > 0) {
            throw DeviceErrors.noEntry(
                    "0x%x bytes at 0x%x are not in one DMA region".formatted(size, address));
        }
        if (region.address() != address) {
            throw DeviceErrors.notSupported(
                    "Dirty pages of 0x%x bytes at 0x%x: begin at the start of region %s"
                            .formatted(size, address, region));
        }
        if (loggedPageSize == 0) {
            throw DeviceErrors.invalid("The device does not log its writes: start that first");
        }
        if (Long.bitCount(pageSize) != 1) {
            throw DeviceErrors.invalid(
                    "'%d' is not a size of pages: a power of two is needed".formatted(pageSize));
        }
        if (bitmapSize != bitmapSize(size, pageSize)) {
            throw DeviceErrors.invalid(
                    "A bitmap of %d bytes does not fit: 0x%x bytes in pages of 0x%x need %d"
                            .formatted(bitmapSize, size, pageSize, bitmapSize(size, pageSize)));
        }
        DirtyPages pages = region.dirty();
        if (pages == null) {
            throw DeviceErrors.invalid(
                    "DMA region %s has no file, so its client itself does the writes"
                            .formatted(region));
        }
        byte[] bitmap = new byte[Math.toIntExact(bitmapSize)];
        pages.takeInto(bitmap, pageSize);
        return bitmap;
    }

    private @Nullable DmaRegion floor(long address) {
        Map.Entry<Long, DmaRegion> entry = regions.floorEntry(address);
        return entry == null ? null : entry.getValue();
    }
}
