package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A block device (5.2). */
public final class VirtioBlk {
    /** What the device calls itself. */
    public static final int TYPE = 2;

    /** The bytes of a sector. */
    public static final int SECTOR = 512;

    /** The feature: the device cannot be written. */
    public static final long READ_ONLY = 1L << 5;

    /** The feature: the device can be flushed. */
    public static final long FLUSH = 1L << 9;

    /** The feature: the driver may choose whether writes are cached. */
    public static final long CONFIG_WCE = 1L << 11;

    /** The feature: there are several queues. */
    public static final long MULTI_QUEUE = 1L << 12;

    /** The feature: sectors can be discarded. */
    public static final long DISCARD = 1L << 13;

    /** The feature: zeroes can be written without being sent. */
    public static final long WRITE_ZEROES = 1L << 14;

    /** A request's status: done. */
    public static final int OK = 0;

    /** A request's status: an error. */
    public static final int IO_ERROR = 1;

    /** A request's status: the device does not know such. */
    public static final int UNSUPPORTED = 2;

    /** A kind of request: read. */
    public static final int READ_REQUEST = 0;

    /** A kind of request: write. */
    public static final int WRITE_REQUEST = 1;

    /** A kind of request: have what was written reach the medium. */
    public static final int FLUSH_REQUEST = 4;

    /** A kind of request: tell the serial number. */
    public static final int ID_REQUEST = 8;

    /** A kind of request: forget the content of sectors. */
    public static final int DISCARD_REQUEST = 11;

    /** A kind of request: make sectors zeroes. */
    public static final int WRITE_ZEROES_REQUEST = 13;

    /** A flag of a range whose sectors are made zeroes: they need no room on the medium. */
    public static final int UNMAP = 1;

    private static final int ID = 20;
    private static final int RANGE = 16;

    private final VirtioDevice device;

    /** Drive a device. */
    public VirtioBlk(VirtioDevice device) {
        this.device = device;
    }

    /** The device. */
    public VirtioDevice device() {
        return device;
    }

    /** Agree on features, set the first queue up and be ready. */
    public VirtioBlk start(long features) {
        device.start(features, 0);
        return this;
    }

    /** The first queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /** The registers of its configuration. */
    public VirtioBlkConfig config() {
        return new VirtioBlkConfig(device.transport());
    }

    /** How many sectors it has. */
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

    /** The same as {@link #read}, by an indirect descriptor. */
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

    /** The same as {@link #write}, by an indirect descriptor. */
    public void writeIndirect(long sector, byte[] data) {
        write(DescriptorChain.of().indirect(), sector, data);
    }

    private void write(DescriptorChain chain, long sector, byte[] data) {
        try (BlkRequest request =
                new BlkRequest(this, queue(), chain, WRITE_REQUEST, sector, data, 0)) {
            request.expect(OK);
        }
    }

    /** Have what was written reach the medium; {@link #FLUSH} must have been agreed on. */
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
     * Discard sectors or make them zeroes, and return the request's status.
     *
     * @param kind {@link #DISCARD_REQUEST} or {@link #WRITE_ZEROES_REQUEST}
     * @param flags {@link #UNMAP} or 0
     */
    public int clear(int kind, long sector, int count, int flags) {
        return request(kind, 0, range(sector, count, flags), 0);
    }

    /** Return a range of sectors as {@link #clear} sends it; several may be sent at once. */
    public byte[] range(long sector, int count, int flags) {
        return ByteBuffer.allocate(RANGE)
                .order(device.transport().order())
                .putLong(sector)
                .putInt(count)
                .putInt(flags)
                .array();
    }

    /** Send a request of a kind that need not be known, and return its status. */
    public int request(int kind, long sector, byte[] sent, int received) {
        try (BlkRequest request = submit(queue(), kind, sector, sent, received)) {
            return request.await();
        }
    }

    /**
     * Send a request and do not wait for it. It has memory until it is closed, which must not be
     * before the device has given it back, or was reset.
     *
     * @param sent bytes for the device; none if empty
     * @param received how many bytes the device is to write
     */
    public BlkRequest submit(Virtqueue queue, int kind, long sector, byte[] sent, int received) {
        return new BlkRequest(this, queue, DescriptorChain.of(), kind, sector, sent, received);
    }
}
