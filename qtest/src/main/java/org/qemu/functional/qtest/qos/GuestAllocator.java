package org.qemu.functional.qtest.qos;

import java.util.Map;
import java.util.TreeMap;

/** Allocate parts of a guest's memory to drivers. */
public final class GuestAllocator {
    /** The default alignment of an allocation; the page size of most targets. */
    public static final int PAGE = 4096;

    private final long begin;
    private final long end;
    private final TreeMap<Long, Long> free = new TreeMap<>();
    private final TreeMap<Long, Long> taken = new TreeMap<>();

    private GuestAllocator(long begin, long end) {
        this.begin = begin;
        this.end = end;
        free.put(begin, end);
    }

    /**
     * Return an allocator for a range of memory.
     *
     * @param begin the first byte
     * @param end the byte after the last
     * @throws IllegalArgumentException if the range is empty
     */
    public static GuestAllocator of(long begin, long end) {
        if (begin < 0 || end <= begin) {
            throw new IllegalArgumentException(
                    "the range from 0x%x to 0x%x is empty".formatted(begin, end));
        }
        return new GuestAllocator(begin, end);
    }

    /** Allocate bytes at the start of a page. */
    public long alloc(long size) {
        return alloc(size, PAGE);
    }

    /**
     * Allocate bytes at the lowest suitable address.
     *
     * @param alignment a power of two by which the address is divisible
     * @throws IllegalArgumentException if the size is less than 1 or the alignment is not a power
     *     of two
     * @throws IllegalStateException if there is not enough memory; the message has the size of the
     *     allocations
     */
    public long alloc(long size, long alignment) {
        if (size < 1 || Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException(
                    "cannot allocate %d bytes with alignment %d; use a size above 0 and a power of two"
                            .formatted(size, alignment));
        }
        for (Map.Entry<Long, Long> hole : free.entrySet()) {
            long address = (hole.getKey() + alignment - 1) & -alignment;
            if (address >= hole.getKey() && hole.getValue() - address >= size) {
                take(hole.getKey(), hole.getValue(), address, size);
                return address;
            }
        }
        throw new IllegalStateException(
                "cannot allocate %d bytes from 0x%x to 0x%x: %d allocations have %d bytes"
                        .formatted(size, begin, end, taken.size(), allocated()));
    }

    private void take(long from, long to, long address, long size) {
        free.remove(from);
        if (address > from) {
            free.put(from, address);
        }
        if (address + size < to) {
            free.put(address + size, to);
        }
        taken.put(address, size);
    }

    /**
     * Free memory that {@link #alloc} returned.
     *
     * @throws IllegalArgumentException if it is not allocated
     */
    public void free(long address) {
        Long size = taken.remove(address);
        if (size == null) {
            throw new IllegalArgumentException("0x%x is not allocated".formatted(address));
        }
        long from = address;
        long to = address + size;
        Map.Entry<Long, Long> before = free.lowerEntry(address);
        if (before != null && before.getValue() == from) {
            from = before.getKey();
        }
        Long after = free.remove(to);
        if (after != null) {
            to = after;
        }
        free.put(from, to);
    }

    /** Return the number of allocated bytes. */
    public long allocated() {
        return taken.values().stream().mapToLong(Long::longValue).sum();
    }
}
