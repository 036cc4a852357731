package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.qemu.functional.qtest.qos.virtio.Chain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A block device (5.2). */
public final class VirtioBlk {
    /** What the device calls itself. */
    public static final int TYPE = 2;

    /** The bytes of a sector. */
    public static final int SECTOR = 512;

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

    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int FLUSH_REQUEST = 4;
    private static final int GET_ID = 8;
    private static final int ID = 20;
    private static final int HEADER = 16;
    private static final int CAPACITY = 0;

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
        device.negotiate(features);
        device.queue(0);
        device.start();
        return this;
    }

    /** The first queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /** How many sectors it has. */
    public long capacity() {
        return device.transport().config64(CAPACITY);
    }

    /**
     * Read sectors.
     *
     * @throws AssertionError if the status is not {@link #OK}
     */
    public byte[] read(long sector, int count) {
        try (Loan data = device.lend(count * SECTOR)) {
            request(IN, sector, Chain.of(), data, true);
            return data.read();
        }
    }

    /**
     * Write sectors.
     *
     * @param data a multiple of {@link #SECTOR} bytes
     * @throws AssertionError if the status is not {@link #OK}
     */
    public void write(long sector, byte[] data) {
        try (Loan loan = device.lend(data.length).write(data)) {
            request(OUT, sector, Chain.of(), loan, false);
        }
    }

    /** The same as {@link #read}, by an indirect descriptor. */
    public byte[] readIndirect(long sector, int count) {
        try (Loan data = device.lend(count * SECTOR)) {
            request(IN, sector, Chain.of().indirect(), data, true);
            return data.read();
        }
    }

    /** The same as {@link #write}, by an indirect descriptor. */
    public void writeIndirect(long sector, byte[] data) {
        try (Loan loan = device.lend(data.length).write(data)) {
            request(OUT, sector, Chain.of().indirect(), loan, false);
        }
    }

    /** Have what was written reach the medium; {@link #FLUSH} must have been agreed on. */
    public void flush() {
        expectOk("flush", status(FLUSH_REQUEST, 0, Chain.of(), null, false));
    }

    /** Read the serial number, at most 20 characters. */
    public String serial() {
        try (Loan data = device.lend(ID)) {
            request(GET_ID, 0, Chain.of(), data, true);
            byte[] text = data.read();
            int end = 0;
            while (end < text.length && text[end] != 0) {
                end++;
            }
            return new String(
                    Arrays.copyOf(text, end), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    /** Send a request of a kind that need not be known, and return its status. */
    public int request(int kind, long sector, int bytes) {
        try (Loan data = device.lend(bytes)) {
            return status(kind, sector, Chain.of(), data, true);
        }
    }

    private void request(int kind, long sector, Chain chain, Loan data, boolean written) {
        expectOk(
                "request of kind %d at sector %d".formatted(kind, sector),
                status(kind, sector, chain, data, written));
    }

    private static void expectOk(String what, int status) {
        if (status != OK) {
            throw new AssertionError(
                    "virtio-blk's %s: its status was 0x%02x, expected 0x%02x"
                            .formatted(what, status, OK));
        }
    }

    private int status(
            int kind,
            long sector,
            Chain chain,
            @org.jspecify.annotations.Nullable Loan data,
            boolean written) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(device.transport().order());
        header.putInt(kind).putInt(0).putLong(sector);
        try (Loan head = device.lend(HEADER).write(header.array());
                Loan status = device.lend(1).write(new byte[] {(byte) 0xff})) {
            chain.out(head.address(), HEADER);
            if (data != null && written) {
                chain.in(data.address(), data.size());
            } else if (data != null) {
                chain.out(data.address(), data.size());
            }
            chain.in(status.address(), 1);
            UsedBuffer used = queue().run(chain);
            int found = status.read()[0] & 0xff;
            long least = found == OK && data != null && written ? data.size() + 1 : 1;
            if (used.written() < least) {
                throw new AssertionError(
                        "virtio-blk says to have written %d bytes, expected %d or more"
                                .formatted(used.written(), least));
            }
            return found;
        }
    }
}
