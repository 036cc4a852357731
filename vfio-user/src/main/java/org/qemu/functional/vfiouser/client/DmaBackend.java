package org.qemu.functional.vfiouser.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.qemu.functional.vfiouser.linux.MappedFile;

/** The memory of a range that the device reads and writes by messages. */
public interface DmaBackend {
    /**
     * Read what the device asks for.
     *
     * @param offset where in the range, in bytes
     * @param data the buffer to fill
     * @throws IOException if that is not possible; the device gets EIO
     */
    void read(long offset, ByteBuffer data) throws IOException;

    /**
     * Write what the device sends.
     *
     * @param offset where in the range, in bytes
     * @param data what to write
     * @throws IOException if that is not possible; the device gets EIO
     */
    void write(long offset, ByteBuffer data) throws IOException;

    /** Answer from mapped memory. */
    static DmaBackend of(MappedFile memory) {
        return new DmaBackend() {
            @Override
            public void read(long offset, ByteBuffer data) throws IOException {
                memory.read(offset, data);
            }

            @Override
            public void write(long offset, ByteBuffer data) throws IOException {
                memory.write(offset, data);
            }
        };
    }

    /**
     * Answer from a file.
     *
     * @param start where the range starts in the file, in bytes
     */
    static DmaBackend of(FileChannel file, long start) {
        return new DmaBackend() {
            @Override
            public void read(long offset, ByteBuffer data) throws IOException {
                long at = start + offset;
                while (data.hasRemaining()) {
                    int read = file.read(data, at);
                    if (read < 0) {
                        throw new EOFException(
                                "the file ends at %d, before %d".formatted(file.size(), at));
                    }
                    at += read;
                }
            }

            @Override
            public void write(long offset, ByteBuffer data) throws IOException {
                long at = start + offset;
                while (data.hasRemaining()) {
                    at += file.write(data, at);
                }
            }
        };
    }
}
