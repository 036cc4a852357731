package org.qemu.functional.vfiouser.internal.device;

import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pages of a DMA region that the device wrote since a client last asked. Any thread of the
 * device may mark pages. Only the dirty parts of a region use memory.
 */
final class DirtyPages {
    /** The pages of one chunk. A large region has chunks only where pages are dirty. */
    private static final int CHUNK = 1 << 15;

    private final Map<Long, BitSet> chunks = new TreeMap<>();
    private final int pageShift;

    /**
     * Create an empty set of pages.
     *
     * @param pageSize the size of a page in bytes, a power of two
     */
    DirtyPages(long pageSize) {
        pageShift = Long.numberOfTrailingZeros(pageSize);
    }

    /** Mark the pages of a range as dirty. */
    synchronized void mark(long offset, long length) {
        if (length == 0) {
            return;
        }
        long last = (offset + length - 1) >>> pageShift;
        for (long page = offset >>> pageShift; page <= last; ) {
            long chunk = page / CHUNK;
            int from = (int) (page % CHUNK);
            int to = (int) Math.min(CHUNK, from + (last - page) + 1);
            chunks.computeIfAbsent(chunk, key -> new BitSet()).set(from, to);
            page += to - from;
        }
    }

    /**
     * Set the bits of the dirty pages in a bitmap, and mark these pages as clean. Bit n of byte n /
     * 8 stands for page n. Pages behind the bitmap's end stay dirty.
     *
     * @param bitmap to be filled; zeros at first
     * @param pageSize the size of the pages of the bitmap in bytes, a power of two: if it is
     *     smaller than the size of the pages here, each page is several bits; if larger, several
     *     pages are one bit
     */
    synchronized void takeInto(byte[] bitmap, long pageSize) {
        int shift = Long.numberOfTrailingZeros(pageSize);
        long bits = 8L * bitmap.length;
        Iterator<Map.Entry<Long, BitSet>> all = chunks.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Long, BitSet> chunk = all.next();
            BitSet pages = chunk.getValue();
            for (int i = pages.nextSetBit(0); i >= 0; i = pages.nextSetBit(i + 1)) {
                long start = (chunk.getKey() * CHUNK + i) << pageShift;
                long last = start + (1L << pageShift) - 1;
                if (start >>> shift >= bits) {
                    return;
                }
                for (long bit = start >>> shift; bit <= last >>> shift && bit < bits; bit++) {
                    bitmap[(int) (bit >>> 3)] |= (byte) (1 << (bit & 7));
                }
                pages.clear(i);
            }
            all.remove();
        }
    }
}
