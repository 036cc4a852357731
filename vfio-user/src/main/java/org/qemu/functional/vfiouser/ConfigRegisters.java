package org.qemu.functional.vfiouser;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads and writes the PCI configuration space of a device from the device's side: without write
 * masks, without callbacks. All values are little-endian (PCI Local Bus Specification 3.0, chapter
 * 6). A client sees what is written here in its next read.
 */
public final class ConfigRegisters {
    /** The size of the standard header in bytes. */
    public static final int HEADER_SIZE = 0x40;

    /** The size of a conventional configuration space, where the extended one begins. */
    public static final int CONVENTIONAL_SIZE = 0x100;

    /** The size of the configuration space of a PCI Express device. */
    public static final int EXPRESS_SIZE = 0x1000;

    private final ByteBuffer bytes;

    /**
     * Create a configuration space of zeros.
     *
     * @param size {@link #CONVENTIONAL_SIZE} or {@link #EXPRESS_SIZE} bytes
     */
    public ConfigRegisters(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Return the size in bytes: 256 or 4096. */
    public int size() {
        return bytes.capacity();
    }

    /** Return the byte at an offset, 0 to 255. */
    public int get8(int offset) {
        return bytes.get(offset) & 0xff;
    }

    /** Return the two bytes at an offset, 0 to 65535. */
    public int get16(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }

    /** Return the four bytes at an offset. */
    public int get32(int offset) {
        return bytes.getInt(offset);
    }

    /** Set the byte at an offset to the low 8 bits of a value. */
    public void put8(int offset, int value) {
        bytes.put(offset, (byte) value);
    }

    /** Set the two bytes at an offset to the low 16 bits of a value. */
    public void put16(int offset, int value) {
        bytes.putShort(offset, (short) value);
    }

    /** Set the four bytes at an offset. */
    public void put32(int offset, int value) {
        bytes.putInt(offset, value);
    }

    /** Fill a buffer with the bytes from an offset on. */
    public void read(int offset, ByteBuffer target) {
        target.put(bytes.duplicate().position(offset).limit(offset + target.remaining()));
    }

    /** Set the bytes from an offset on to the remaining content of a buffer. */
    public void write(int offset, ByteBuffer source) {
        bytes.duplicate().position(offset).put(source);
    }
}
