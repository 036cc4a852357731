package org.qemu.functional.vfiouser;

import java.io.FileDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.wire.region.MmapArea;

/**
 * A region of a device: its size and type, who handles the accesses of a client, and which parts
 * the client can map into its memory.
 */
public final class DeviceRegion {
    private final Type type;
    private final long size;
    private final boolean readable;
    private final boolean writable;
    private final boolean prefetchable;
    private final @Nullable RegionHandler handler;
    private final @Nullable FileDescriptor file;
    private final long fileOffset;
    private final List<MmapArea> areas;

    /** The space of a region, as its BAR tells it. */
    public enum Type {
        /** I/O ports. */
        IO,
        /** Memory with an address of 32 bits. */
        MEMORY,
        /** Memory with an address of 64 bits, which takes two BARs. */
        MEMORY_64
    }

    private DeviceRegion(
            Type type,
            long size,
            boolean readable,
            boolean writable,
            boolean prefetchable,
            @Nullable RegionHandler handler,
            @Nullable FileDescriptor file,
            long fileOffset,
            List<MmapArea> areas) {
        this.type = type;
        this.size = size;
        this.readable = readable;
        this.writable = writable;
        this.prefetchable = prefetchable;
        this.handler = handler;
        this.file = file;
        this.fileOffset = fileOffset;
        this.areas = areas;
    }

    /**
     * Return a region of a type that a client can read and write, without a handler.
     *
     * @param size in bytes: 0 or, for a BAR, a power of two, at least 4 for ports and 16 for memory
     */
    public static DeviceRegion of(Type type, long size) {
        return new DeviceRegion(type, size, true, true, false, null, null, 0, List.of());
    }

    /** Return a region of I/O ports; the size in bytes is a power of two, at least 4. */
    public static DeviceRegion io(long size, RegionHandler handler) {
        return of(Type.IO, size).handledBy(handler);
    }

    /** Return a region of memory; the size in bytes is a power of two, at least 16. */
    public static DeviceRegion memory(long size, RegionHandler handler) {
        return of(Type.MEMORY, size).handledBy(handler);
    }

    /** Return this region with a handler of the accesses that come in messages. */
    public DeviceRegion handledBy(RegionHandler newHandler) {
        return new DeviceRegion(
                type, size, readable, writable, prefetchable, newHandler, file, fileOffset, areas);
    }

    /** Return this region, which a client can only read. */
    public DeviceRegion readOnly() {
        return new DeviceRegion(
                type, size, true, false, prefetchable, handler, file, fileOffset, areas);
    }

    /** Return this region, whose reads have no side effects. */
    public DeviceRegion prefetchable() {
        return new DeviceRegion(
                type, size, readable, writable, true, handler, file, fileOffset, areas);
    }

    /**
     * Return this region with its content in memory that the client maps. Accesses in messages go
     * to the handler if there is one, else to the memory.
     *
     * @param areas the parts that can be mapped; all of the region if none are given
     */
    public DeviceRegion shared(Memfd memory, MmapArea... areas) {
        return shared(memory.descriptor(), 0, areas);
    }

    /**
     * Return this region with its content in a file that the client maps.
     *
     * @param descriptor the file's descriptor, which remains the caller's
     * @param offset where the region begins in the file, in bytes
     * @param mappable the parts that can be mapped; all of the region if none are given
     */
    public DeviceRegion shared(FileDescriptor descriptor, long offset, MmapArea... mappable) {
        return new DeviceRegion(
                type,
                size,
                readable,
                writable,
                prefetchable,
                handler,
                descriptor,
                offset,
                List.of(mappable));
    }

    /** Return the space that the region is in. */
    public Type type() {
        return type;
    }

    /** Return the size in bytes; 0 if the device does not have the region. */
    public long size() {
        return size;
    }

    /** Tell whether a client can read. */
    public boolean isReadable() {
        return readable;
    }

    /** Tell whether a client can write. */
    public boolean isWritable() {
        return writable;
    }

    /** Tell whether reads have no side effects. */
    public boolean isPrefetchable() {
        return prefetchable;
    }

    /** Return who handles the accesses that come in messages, if anybody does. */
    public @Nullable RegionHandler handler() {
        return handler;
    }

    /** Return the descriptor of the file with the content, if there is one. */
    public @Nullable FileDescriptor file() {
        return file;
    }

    /** Return where the region begins in its file, in bytes. */
    public long fileOffset() {
        return fileOffset;
    }

    /** Return the parts that the client can map; all of a region with a file, if it is one area. */
    public List<MmapArea> areas() {
        return file != null && areas.isEmpty() ? List.of(new MmapArea(0, size)) : areas;
    }
}
