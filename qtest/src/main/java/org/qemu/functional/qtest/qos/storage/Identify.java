package org.qemu.functional.qtest.qos.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The identification of an ATA or ATAPI device: 256 words of 16 bits (ATA/ATAPI-6, tables 26 and
 * 28).
 */
public final class Identify {
    /** The size in bytes. */
    public static final int SIZE = 512;

    private static final int SERIAL = 10;
    private static final int SERIAL_SIZE = 20;
    private static final int FIRMWARE = 23;
    private static final int FIRMWARE_SIZE = 8;
    private static final int MODEL = 27;
    private static final int MODEL_SIZE = 40;
    private static final int SECTORS_28 = 60;
    private static final int QUEUE_DEPTH = 75;
    private static final int SATA_CAPABILITIES = 76;
    private static final int QUEUING = 1 << 8;
    private static final int ENABLED = 85;
    private static final int WRITE_CACHE = 1 << 5;
    private static final int SECTORS_48 = 100;

    private final ByteBuffer data;

    private Identify(ByteBuffer data) {
        this.data = data;
    }

    /**
     * Return the identification in the bytes that a device sent.
     *
     * @throws IllegalArgumentException if the length is not {@link #SIZE}
     */
    public static Identify of(byte[] data) {
        if (data.length != SIZE) {
            throw new IllegalArgumentException(
                    "an identification has %d bytes, not %d".formatted(SIZE, data.length));
        }
        return new Identify(ByteBuffer.wrap(data.clone()).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Return a word, 0 to 255. */
    public int word(int index) {
        return Short.toUnsignedInt(data.getShort(2 * index));
    }

    /** Return the serial number: 20 characters with spaces at the end. */
    public String serial() {
        return text(SERIAL, SERIAL_SIZE);
    }

    /** Return the version of the firmware: 8 characters with spaces at the end. */
    public String firmware() {
        return text(FIRMWARE, FIRMWARE_SIZE);
    }

    /** Return the model: 40 characters with spaces at the end. */
    public String model() {
        return text(MODEL, MODEL_SIZE);
    }

    /** Return text, whose first character in each word is the upper byte. */
    private String text(int word, int size) {
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = data.get(2 * word + (i ^ 1));
        }
        return new String(text, US_ASCII);
    }

    /** Return the number of sectors that 28-bit addresses can reach. */
    public long sectors28() {
        return Integer.toUnsignedLong(data.getInt(2 * SECTORS_28));
    }

    /** Return the number of sectors of the disk. */
    public long sectors48() {
        return data.getLong(2 * SECTORS_48);
    }

    /** Return whether the device caches writes. */
    public boolean cachesWrites() {
        return (word(ENABLED) & WRITE_CACHE) != 0;
    }

    /** Return the maximum number of queued commands; 1 if the device does not support queuing. */
    public int queueDepth() {
        return (word(SATA_CAPABILITIES) & QUEUING) == 0 ? 1 : word(QUEUE_DEPTH) + 1;
    }
}
