package org.qemu.functional.vfiouser.internal.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.DmaRegion;
import org.qemu.functional.vfiouser.internal.device.DmaTable;
import org.qemu.functional.vfiouser.internal.device.FileBacking;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;

/** Maps and unmaps a client's memory for the device. */
final class DmaRequests {
    private static final int FLAGS = DmaMap.READ | DmaMap.WRITE | DmaMap.MMAP | DmaMap.FILE_IO;

    private final DeviceModel model;
    private final int dataLimit;

    /** Create the handler; a bitmap may have at most a number of bytes. */
    DmaRequests(DeviceModel model, int dataLimit) {
        this.model = model;
        this.dataLimit = dataLimit;
    }

    ServerReply map(Message request) throws IOException {
        DmaTable table = model.dma();
        if (table == null) {
            return ServerReply.EMPTY;
        }
        DmaMap map = DmaMap.decode(request.payload());
        boolean hasFile = !request.descriptors().isEmpty();
        if ((map.flags() & ~FLAGS) != 0) {
            throw DeviceErrors.invalid("%s: flags have bits that have no meaning".formatted(map));
        }
        if ((map.flags() & (DmaMap.MMAP | DmaMap.FILE_IO)) != 0 && !hasFile) {
            throw DeviceErrors.invalid("%s: the flags need a file descriptor".formatted(map));
        }
        // Positions in a file are signed.
        if (hasFile && (map.offset() < 0 || map.offset() + map.length() < map.offset())) {
            throw DeviceErrors.invalid("%s: no file has this offset".formatted(map));
        }
        FileBacking file = hasFile ? new FileBacking(request.descriptors().take(0)) : null;
        DmaRegion region;
        try {
            region = add(table, map, file);
        } catch (IOException | RuntimeException e) {
            if (file != null) {
                file.close();
            }
            throw e;
        }
        DmaListener listener = model.callbacks().dma();
        if (listener != null) {
            listener.mapped(DeviceModel.range(region));
        }
        return ServerReply.EMPTY;
    }

    private static DmaRegion add(DmaTable table, DmaMap map, @Nullable FileBacking file)
            throws IOException {
        return table.add(
                new DmaRegion(
                        map.address(),
                        map.length(),
                        (map.flags() & DmaMap.READ) != 0,
                        (map.flags() & DmaMap.WRITE) != 0,
                        map.offset(),
                        file));
    }

    ServerReply unmap(Message request) {
        DmaTable table = model.dma();
        if (table == null) {
            return ServerReply.EMPTY;
        }
        DmaUnmap unmap = DmaUnmap.decode(request.payload());
        DirtyBitmap asked = unmap.bitmap();
        checkFlags(unmap);
        if (unmap.flags() == DmaUnmap.ALL) {
            model.unmapAll();
            return ServerReply.of(unmap);
        }
        DirtyBitmap taken = null;
        if (asked != null) {
            byte[] bits =
                    table.takeDirtyPages(
                            unmap.address(), unmap.length(), asked.pageSize(), asked.length());
            taken = new DirtyBitmap(asked.pageSize(), asked.length(), ByteBuffer.wrap(bits));
        }
        model.unmap(table.get(unmap.address(), unmap.length()));
        return ServerReply.of(
                new DmaUnmap(unmap.argsz(), unmap.flags(), unmap.address(), unmap.length(), taken));
    }

    private void checkFlags(DmaUnmap unmap) {
        int flags = unmap.flags();
        if (flags != 0 && flags != DmaUnmap.ALL && flags != DmaUnmap.GET_DIRTY_BITMAP) {
            throw DeviceErrors.invalid("%s: these flags are not possible".formatted(unmap));
        }
        if (flags == DmaUnmap.ALL && (unmap.address() != 0 || unmap.length() != 0)) {
            throw DeviceErrors.invalid(
                    "%s: to unmap all memory, address and length must be 0".formatted(unmap));
        }
        DirtyBitmap bitmap = unmap.bitmap();
        long room = unmap.argsz() - DmaUnmap.SIZE - DirtyBitmap.SIZE;
        if (bitmap != null && Long.compareUnsigned(bitmap.length(), Math.max(0, room)) > 0) {
            throw DeviceErrors.invalid("%s: argsz has no room for the bitmap".formatted(unmap));
        }
        if (unmap.argsz() > dataLimit) {
            throw DeviceErrors.invalid("%s: argsz is more than %d".formatted(unmap, dataLimit));
        }
    }
}
