package org.qemu.functional.vfiouser;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.DmaBacking;
import org.qemu.functional.vfiouser.internal.device.DmaMessages;
import org.qemu.functional.vfiouser.internal.device.DmaRegion;
import org.qemu.functional.vfiouser.internal.device.DmaTable;

/**
 * The memory that a client mapped for a device: of a guest, if the client is QEMU. A range for
 * which the client sent a descriptor is read and written through it; the content of another range
 * goes through messages to the client.
 *
 * <p>Any thread may use it. A thread that does not handle a request of the client waits for the
 * thread that does, but only for ranges without a descriptor; it must not hold a lock then that a
 * callback of the device needs. Do not interrupt a thread during an access: that closes the
 * descriptor of the range.
 *
 * <p>All accesses throw a {@link DeviceException}: ENOENT if a part of the range is not mapped,
 * EACCES if it may not be read or not be written, EIO if the client's file is too short, ENOTCONN
 * if the client is gone, or the error number with which the client refused a message.
 */
public final class DmaMemory {
    private final DeviceModel model;

    DmaMemory(DeviceModel model) {
        this.model = model;
    }

    /** Return a number of bytes from an address on. */
    public byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        read(address, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Fill a buffer with the bytes from an address on. */
    public void read(long address, ByteBuffer target) {
        each(address, target, false, this::readPart);
    }

    /** Write bytes from an address on. */
    public void write(long address, byte[] bytes) {
        write(address, ByteBuffer.wrap(bytes));
    }

    /** Write what remains in a buffer from an address on. */
    public void write(long address, ByteBuffer source) {
        each(address, source, true, this::writePart);
    }

    /** Return the little-endian number of 4 bytes at an address. */
    public int read32(long address) {
        return buffer(address, 4).getInt(0);
    }

    /** Return the little-endian number of 8 bytes at an address. */
    public long read64(long address) {
        return buffer(address, 8).getLong(0);
    }

    /** Write a little-endian number of 4 bytes to an address. */
    public void write32(long address, int value) {
        write(address, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value));
    }

    /** Write a little-endian number of 8 bytes to an address. */
    public void write64(long address, long value) {
        write(address, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value));
    }

    /**
     * Map a range, which must be in one mapped range of the client, into this process. The mapping
     * lasts until the buffer is garbage, even if the client unmaps its memory before. If the client
     * shortens its file, an access to the buffer throws an {@link InternalError}.
     *
     * <p>Call {@link #markDirty} after writes, since they are not noticed otherwise.
     *
     * @throws DeviceException EFAULT if the client sent no descriptor for the range, or as of all
     *     accesses
     */
    public ByteBuffer map(long address, int length, boolean writable) {
        List<DmaRegion> regions = table().span(address, length, writable);
        DmaBacking backing = regions.size() == 1 ? regions.get(0).backing() : null;
        if (backing == null) {
            throw DeviceErrors.badAddress(
                    "%d bytes at 0x%x cannot be mapped: they are %s"
                            .formatted(
                                    length,
                                    address,
                                    regions.size() == 1
                                            ? "in a DMA region without descriptor"
                                            : "not in one DMA region"));
        }
        DmaRegion region = regions.get(0);
        try {
            long position = region.fileOffset() + (address - region.address());
            return backing.map(position, length, writable);
        } catch (IOException e) {
            throw DeviceErrors.badAddress(
                    "%d bytes at 0x%x cannot be mapped: %s"
                            .formatted(length, address, e.getMessage()));
        }
    }

    /**
     * Return the ranges that a range of addresses spans, in their order.
     *
     * @param write whether they are to be written, else they are to be read
     */
    public List<DmaRange> ranges(long address, long length, boolean write) {
        return table().span(address, length, write).stream().map(DeviceModel::range).toList();
    }

    /** Mark a range as written, for a client that asks which pages the device wrote. */
    public void markDirty(long address, long length) {
        long at = address;
        long left = length;
        for (DmaRegion region : table().span(address, length, true)) {
            long offset = at - region.address();
            long inside = Math.min(left, region.size() - offset);
            region.markDirty(offset, inside);
            at += inside;
            left -= inside;
        }
    }

    private interface Part {
        void access(DmaRegion region, long offset, ByteBuffer data) throws IOException;
    }

    private void each(long address, ByteBuffer data, boolean write, Part part) {
        int end = data.limit();
        long at = address;
        for (DmaRegion region : table().span(address, data.remaining(), write)) {
            long offset = at - region.address();
            int inside = (int) Math.min(end - data.position(), region.size() - offset);
            data.limit(data.position() + inside);
            try {
                part.access(region, offset, data);
            } catch (IOException e) {
                throw DeviceErrors.inputOutput(
                        "Cannot %s %d bytes at 0x%x: %s"
                                .formatted(write ? "write" : "read", inside, at, e.getMessage()));
            } finally {
                data.limit(end);
            }
            at += inside;
        }
    }

    private void readPart(DmaRegion region, long offset, ByteBuffer data) throws IOException {
        DmaBacking backing = region.backing();
        if (backing == null) {
            messages().read(region.address() + offset, data);
        } else {
            backing.read(region.fileOffset() + offset, data);
        }
    }

    private void writePart(DmaRegion region, long offset, ByteBuffer data) throws IOException {
        DmaBacking backing = region.backing();
        if (backing == null) {
            messages().write(region.address() + offset, data);
        } else {
            region.markDirty(offset, data.remaining());
            backing.write(region.fileOffset() + offset, data);
        }
    }

    private ByteBuffer buffer(long address, int length) {
        return ByteBuffer.wrap(read(address, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private DmaTable table() {
        DmaTable table = model.dma();
        if (table == null) {
            throw DeviceErrors.invalid("The device was built without DMA");
        }
        return table;
    }

    private DmaMessages messages() {
        @Nullable DmaMessages messages = model.messages();
        if (messages == null) {
            throw DeviceErrors.notConnected("No client is connected");
        }
        return messages;
    }
}
