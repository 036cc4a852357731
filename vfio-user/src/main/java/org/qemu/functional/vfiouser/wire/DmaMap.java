package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * Adds a range of the client's memory to what the device may access.
 *
 * @param argsz the size of these fields, 32 or more
 * @param flags {@link #READ}, {@link #WRITE}, {@link #MMAP}, {@link #FILE_IO}
 * @param offset where the range starts in the file that comes as a descriptor, in bytes
 * @param address where the range starts for the device
 * @param length the length of the range, in bytes
 */
public record DmaMap(long argsz, int flags, long offset, long address, long length)
        implements Payload {
    /** The size of the payload, in bytes. */
    public static final int SIZE = 32;

    /** The device may read. */
    public static final int READ = 1;

    /** The device may write. */
    public static final int WRITE = 2;

    /** The server may map the file that comes as a descriptor. */
    public static final int MMAP = 4;

    /** The server may read and write the file that comes as a descriptor. */
    public static final int FILE_IO = 8;

    public DmaMap {
        PayloadFields.checkU32("argsz", argsz);
    }

    /** Return a request with the right {@code argsz}. */
    public static DmaMap of(int flags, long offset, long address, long length) {
        return new DmaMap(SIZE, flags, offset, address, length);
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags);
        out.putLong(offset).putLong(address).putLong(length);
    }

    /**
     * Read a request.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static DmaMap decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DMA_MAP");
        return new DmaMap(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DMA_MAP"),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getLong());
    }

    @Override
    public String toString() {
        return "DmaMap[argsz=%d, flags=0x%x, offset=0x%x, address=0x%x, length=0x%x]"
                .formatted(argsz, flags, offset, address, length);
    }
}
