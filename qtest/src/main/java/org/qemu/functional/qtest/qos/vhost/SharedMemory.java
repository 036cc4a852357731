package org.qemu.functional.qtest.qos.vhost;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.linux.MappedFile;

/** The regions of the machine's memory, mapped into this process. */
record SharedMemory(List<Part> parts) {
    private static final int HEADER = 8;

    /**
     * A region.
     *
     * @param guest its physical address
     * @param user its address in QEMU's process
     * @param size in bytes
     */
    record Part(long guest, long user, long size, MappedFile file) {}

    /** Map the regions that a request describes. The descriptors remain with the caller. */
    static SharedMemory of(ByteBuffer table, List<FileDescriptor> descriptors) throws IOException {
        int count = table.getInt(0);
        if (count != descriptors.size()) {
            throw new IOException(
                    "QEMU sent %d descriptors for %d regions of memory"
                            .formatted(descriptors.size(), count));
        }
        List<Part> parts = new ArrayList<>();
        table.position(HEADER);
        for (FileDescriptor descriptor : descriptors) {
            long guest = table.getLong();
            long size = table.getLong();
            long user = table.getLong();
            long offset = table.getLong();
            parts.add(new Part(guest, user, size, MappedFile.map(descriptor, offset, size, true)));
        }
        return new SharedMemory(List.copyOf(parts));
    }

    /** Return a little-endian view of memory by its physical address. */
    ByteBuffer guest(long address, int size) {
        for (Part part : parts) {
            long offset = address - part.guest();
            if (offset >= 0 && offset + size <= part.size()) {
                return part.file().buffer(offset, size);
            }
        }
        throw missing("physical address", address, size);
    }

    /** Return a little-endian view of memory by its address in QEMU's process. */
    ByteBuffer user(long address, int size) {
        for (Part part : parts) {
            long offset = address - part.user();
            if (offset >= 0 && offset + size <= part.size()) {
                return part.file().buffer(offset, size);
            }
        }
        throw missing("address in QEMU", address, size);
    }

    private AssertionError missing(String what, long address, int size) {
        return new AssertionError(
                "%d bytes at the %s 0x%x are in none of the %d regions that QEMU shares"
                        .formatted(size, what, address, parts.size()));
    }
}
