package org.qemu.functional.vfiouser.internal.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The file whose descriptor a client sent with a region of its memory. */
public interface DmaBacking extends Closeable {
    /**
     * Fill a buffer with the file's content from a position on.
     *
     * @throws IOException if the file ends before the buffer is full
     */
    void read(long position, ByteBuffer target) throws IOException;

    /** Write what remains in a buffer to the file, from a position on. */
    void write(long position, ByteBuffer source) throws IOException;

    /** Map a part of the file into memory, until the buffer is garbage. */
    ByteBuffer map(long position, int length, boolean writable) throws IOException;

    /** Tell whether both are the same file. */
    boolean isSameFile(DmaBacking other) throws IOException;
}
