package org.qemu.functional.vfiouser.internal.device;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/** Handles the accesses in messages to a region that a client could also map. */
final class SharedMemoryHandler implements RegionHandler {
    private final FileBacking file;
    private final long start;

    SharedMemoryHandler(FileDescriptor descriptor, long start) {
        file = new FileBacking(descriptor);
        this.start = start;
    }

    @Override
    public void read(long offset, ByteBuffer data) {
        try {
            file.read(start + offset, data);
        } catch (IOException e) {
            throw DeviceErrors.inputOutput("Cannot read shared memory: " + e.getMessage());
        }
    }

    @Override
    public void write(long offset, ByteBuffer data) {
        try {
            file.write(start + offset, data);
        } catch (IOException e) {
            throw DeviceErrors.inputOutput("Cannot write shared memory: " + e.getMessage());
        }
    }
}
