package org.qemu.functional.vfiouser;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Handles the accesses of a client to a region of a device. The server calls it with offset and
 * length checked against the region's size, from one thread at a time. To fail an access, throw a
 * {@link DeviceException}: its error number is the client's reply.
 */
public interface RegionHandler {
    /**
     * Read from the region.
     *
     * @param offset the offset in the region in bytes
     * @param data the buffer to fill, little-endian and zero at first; its remaining bytes are the
     *     length of the access
     */
    void read(long offset, ByteBuffer data);

    /**
     * Write to the region.
     *
     * @param offset the offset in the region in bytes
     * @param data what the client wrote, little-endian
     */
    void write(long offset, ByteBuffer data);

    /** Reads a register of a device. */
    @FunctionalInterface
    interface RegisterReader {
        /**
         * Return the value of a register.
         *
         * @param offset the offset in the region in bytes
         * @param size the size of the access in bytes: 1, 2, 4 or 8
         */
        long read(long offset, int size);
    }

    /** Writes a register of a device. */
    @FunctionalInterface
    interface RegisterWriter {
        /**
         * Set the value of a register.
         *
         * @param offset the offset in the region in bytes
         * @param size the size of the access in bytes: 1, 2, 4 or 8
         * @param value the value, zero-extended
         */
        void write(long offset, int size, long value);
    }

    /**
     * Return a handler of registers. An access of another size than 1, 2, 4 or 8 bytes is split
     * into the largest of these.
     */
    static RegionHandler registers(RegisterReader reader, RegisterWriter writer) {
        return new RegionHandler() {
            @Override
            public void read(long offset, ByteBuffer data) {
                data.order(ByteOrder.LITTLE_ENDIAN);
                long at = offset;
                while (data.hasRemaining()) {
                    int size = Math.min(8, Integer.highestOneBit(data.remaining()));
                    long value = reader.read(at, size);
                    for (int i = 0; i < size; i++) {
                        data.put((byte) (value >>> (8 * i)));
                    }
                    at += size;
                }
            }

            @Override
            public void write(long offset, ByteBuffer data) {
                long at = offset;
                while (data.hasRemaining()) {
                    int size = Math.min(8, Integer.highestOneBit(data.remaining()));
                    long value = 0;
                    for (int i = 0; i < size; i++) {
                        value |= (data.get() & 0xffL) << (8 * i);
                    }
                    writer.write(at, size, value);
                    at += size;
                }
            }
        };
    }
}
