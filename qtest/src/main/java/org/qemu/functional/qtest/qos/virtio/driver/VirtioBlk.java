package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A block device (5.2). */
public final class VirtioBlk {
    /** The virtio device type. */
    public static final int TYPE = 2;

    /** The number of bytes in a sector. */
    public static final int SECTOR = 512;

    /** A feature: the device is read-only. */
    public static final long READ_ONLY = 1L << 5;

    /** A feature: the device supports flush requests. */
    public static final long FLUSH = 1L << 9;

    /** A feature: the driver can set whether writes are cached. */
    public static final long CONFIG_WCE = 1L << 11;

    /** A feature: there are several queues. */
    public static final long MULTI_QUEUE = 1L << 12;

    /** A feature: sectors can be discarded. */
    public static final long DISCARD = 1L << 13;

    /** A feature: the driver can write zeros without sending them. */
    public static final long WRITE_ZEROES = 1L << 14;

    /** The status of a request: success. */
    public static final int OK = 0;

    /** The status of a request: an error. */
    public static final int IO_ERROR = 1;

    /** The status of a request: the device does not support it. */
    public static final int UNSUPPORTED = 2;

    /** The type of a request: read. */
    public static final int READ_REQUEST = 0;

    /** The type of a request: write. */
    public static final int WRITE_REQUEST = 1;

    /** The type of a request: write cached data to the medium. */
    public static final int FLUSH_REQUEST = 4;

    /** The type of a request: return the serial number. */
    public static final int ID_REQUEST = 8;

    /** The type of a request: discard the content of sectors. */
    public static final int DISCARD_REQUEST = 11;

    /** The type of a request: fill sectors with zeros. */
    public static final int WRITE_ZEROES_REQUEST = 13;

    /** A flag of a range to fill with zeros: its space on the medium can be released. */
    public static final int UNMAP = 1;

    private static final int ID = 20;
    private static final int RANGE = 16;

    private final VirtioDevice device;

    /** Create a driver for a device. */
    public VirtioBlk(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /** Negotiate features, set up the first queue and start. */
    public VirtioBlk start(long features) {
        device.start(features, 0);
        return this;
    }

    /** Return the first queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /** Return the registers of the configuration. */
    public VirtioBlkConfig config() {
        return new VirtioBlkConfig(device.transport());
    }

    /** Return the number of sectors. */
    public long capacity() {
        return config().capacity();
    }

    /**
     * Read sectors.
     *
     * @throws AssertionError if the status is not {@link #OK}
     */
    public byte[] read(long sector, int count) {
        return read(DescriptorChain.of(), sector, count);
    }

    /** Read sectors as {@link #read} does, by an indirect descriptor. */
    public byte[] readIndirect(long sector, int count) {
        return read(DescriptorChain.of().indirect(), sector, count);
    }

    private byte[] read(DescriptorChain chain, long sector, int count) {
        try (BlkRequest request =
                new BlkRequest(
                        this, queue(), chain, READ_REQUEST, sector, new byte[0], count * SECTOR)) {
            request.expect(OK);
            return request.received();
        }
    }

    /**
     * Write sectors.
     *
     * @param data a multiple of {@link #SECTOR} bytes
     * @throws AssertionError if the status is not {@link #OK}
     */
    public void write(long sector, byte[] data) {
        write(DescriptorChain.of(), sector, data);
    }

    /** Write sectors as {@link #write} does, by an indirect descriptor. */
    public void writeIndirect(long sector, byte[] data) {
        write(DescriptorChain.of().indirect(), sector, data);
    }

    private void write(DescriptorChain chain, long sector, byte[] data) {
        try (BlkRequest request =
                new BlkRequest(this, queue(), chain, WRITE_REQUEST, sector, data, 0)) {
            request.expect(OK);
        }
    }

    /** Write cached data to the medium; requires {@link #FLUSH}. */
    public void flush() {
        try (BlkRequest request = submit(queue(), FLUSH_REQUEST, 0, new byte[0], 0)) {
            request.expect(OK);
        }
    }

    /** Read the serial number, at most 20 characters. */
    public String serial() {
        try (BlkRequest request = submit(queue(), ID_REQUEST, 0, new byte[0], ID)) {
            request.expect(OK);
            byte[] text = request.received();
            int end = 0;
            while (end < text.length && text[end] != 0) {
                end++;
            }
            return new String(Arrays.copyOf(text, end), StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * Discard sectors or fill them with zeros, and return the status of the request.
     *
     * @param kind {@link #DISCARD_REQUEST} or {@link #WRITE_ZEROES_REQUEST}
     * @param flags {@link #UNMAP} or 0
     */
    public int clear(int kind, long sector, int count, int flags) {
        return request(kind, 0, range(sector, count, flags), 0);
    }

    /**
     * Return a range of sectors in the format of {@link #clear}; one request can contain several.
     */
    public byte[] range(long sector, int count, int flags) {
        return ByteBuffer.allocate(RANGE)
                .order(device.transport().order())
                .putLong(sector)
                .putInt(count)
                .putInt(flags)
                .array();
    }

    /** Send a request of any type, and return its status. */
    public int request(int kind, long sector, byte[] sent, int received) {
        try (BlkRequest request = submit(queue(), kind, sector, sent, received)) {
            return request.await();
        }
    }

    /**
     * Send a request without waiting for it. It occupies memory until it is closed; close it only
     * after the device has returned it or was reset.
     *
     * @param sent data for the device; none if empty
     * @param received the number of bytes that the device shall write
     */
    public BlkRequest submit(Virtqueue queue, int kind, long sector, byte[] sent, int received) {
        return new BlkRequest(this, queue, DescriptorChain.of(), kind, sector, sent, received);
    }
}
