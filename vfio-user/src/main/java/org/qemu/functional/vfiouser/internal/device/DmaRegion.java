package org.qemu.functional.vfiouser.internal.device;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A region of the client's memory that the device may access. */
public final class DmaRegion {
    private final long address;
    private final long size;
    private final boolean readable;
    private final boolean writable;
    private final long fileOffset;
    private final @Nullable DmaBacking backing;
    private volatile @Nullable DirtyPages dirty;

    /**
     * Create a region.
     *
     * @param address the first address, unsigned
     * @param size in bytes
     * @param readable whether the device may read
     * @param writable whether the device may write
     * @param fileOffset where the region begins in its file
     * @param backing the region's file, or null if the client sends and receives the content in
     *     messages
     */
    public DmaRegion(
            long address,
            long size,
            boolean readable,
            boolean writable,
            long fileOffset,
            @Nullable DmaBacking backing) {
        this.address = address;
        this.size = size;
        this.readable = readable;
        this.writable = writable;
        this.fileOffset = fileOffset;
        this.backing = backing;
    }

    /** Return the first address, unsigned. */
    public long address() {
        return address;
    }

    /** Return the size in bytes. */
    public long size() {
        return size;
    }

    /** Tell whether the device may read. */
    public boolean isReadable() {
        return readable;
    }

    /** Tell whether the device may write. */
    public boolean isWritable() {
        return writable;
    }

    /** Return where the region begins in its file, in bytes. */
    public long fileOffset() {
        return fileOffset;
    }

    /** Return the region's file, or null if its content goes through messages. */
    public @Nullable DmaBacking backing() {
        return backing;
    }

    /** Remember that the device wrote to a part, if the client wants to know. */
    public void markDirty(long offset, long length) {
        DirtyPages pages = dirty;
        if (pages != null) {
            pages.mark(offset, length);
        }
    }

    /** Return the last address, unsigned. */
    long last() {
        return address + size - 1;
    }

    boolean contains(long at) {
        return Long.compareUnsigned(at, address) >= 0 && Long.compareUnsigned(at, last()) <= 0;
    }

    @Nullable DirtyPages dirty() {
        return dirty;
    }

    /** Start or, without a page size, stop to log writes. A region without a file has no log. */
    void logWrites(long pageSize) {
        dirty = pageSize == 0 || backing == null ? null : new DirtyPages(pageSize);
    }

    boolean isSameAs(DmaRegion other) throws IOException {
        if (fileOffset != other.fileOffset
                || readable != other.readable
                || writable != other.writable) {
            return false;
        }
        DmaBacking otherBacking = other.backing;
        return backing == null
                ? otherBacking == null
                : otherBacking != null && backing.isSameFile(otherBacking);
    }

    void close() throws IOException {
        if (backing != null) {
            backing.close();
        }
    }

    @Override
    public String toString() {
        return "0x%x to 0x%x".formatted(address, last());
    }
}
