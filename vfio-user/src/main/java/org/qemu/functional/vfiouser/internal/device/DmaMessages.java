package org.qemu.functional.vfiouser.internal.device;

import java.nio.ByteBuffer;

/** Reads and writes a client's memory by messages, for regions without a file. */
public interface DmaMessages {
    /** Fill a buffer with the client's memory from an address on. */
    void read(long address, ByteBuffer target);

    /** Write what remains in a buffer to the client's memory, from an address on. */
    void write(long address, ByteBuffer source);
}
