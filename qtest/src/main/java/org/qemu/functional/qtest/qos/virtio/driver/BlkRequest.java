package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A request to a block device (5.2.6). */
public final class BlkRequest implements AutoCloseable {
    /** The initial value of the status, before the device writes it. */
    public static final int PENDING = 0xff;

    private static final int HEADER = 16;

    private final Virtqueue queue;
    private final String name;
    private final Loan header;
    private final Loan sent;
    private final Loan received;
    private final Loan status;
    private final int head;

    BlkRequest(
            VirtioBlk disk,
            Virtqueue queue,
            DescriptorChain chain,
            int kind,
            long sector,
            byte[] sent,
            int received) {
        this.queue = queue;
        name = "request of kind %d at sector %d".formatted(kind, sector);
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER)
                        .order(disk.device().transport().order())
                        .putInt(kind)
                        .putInt(0)
                        .putLong(sector);
        header = disk.device().lend(HEADER).write(bytes.array());
        this.sent = disk.device().lend(sent.length).write(sent);
        this.received = disk.device().lend(received);
        status = disk.device().lend(1).write(new byte[] {(byte) PENDING});
        chain.out(header.address(), HEADER);
        if (sent.length > 0) {
            chain.out(this.sent.address(), sent.length);
        }
        if (received > 0) {
            chain.in(this.received.address(), received);
        }
        head = queue.add(chain.in(status.address(), 1));
        queue.kick();
    }

    /** Return the head that identifies the request in the queue. */
    public int head() {
        return head;
    }

    /**
     * Wait until the device returns the request, and return its status.
     *
     * @throws AssertionError if the device returns another request first, or reports that it wrote
     *     fewer bytes than required
     */
    public int await() {
        UsedBuffer used = queue.await(head);
        int found = status();
        int least = found == VirtioBlk.OK ? received.size() + 1 : 1;
        if (used.written() < least) {
            throw new AssertionError(
                    "virtio-blk, %s: the device reports %d written bytes, expected %d or more"
                            .formatted(name, used.written(), least));
        }
        return found;
    }

    /**
     * Wait for the request and compare its status.
     *
     * @throws AssertionError if it has another status
     */
    public void expect(int expected) {
        int found = await();
        if (found != expected) {
            throw new AssertionError(
                    "virtio-blk, %s: the status is 0x%02x, expected 0x%02x"
                            .formatted(name, found, expected));
        }
    }

    /** Read the current status; {@link #PENDING} before the device has written it. */
    public int status() {
        return status.read()[0] & 0xff;
    }

    /** Read the data that the device has written. */
    public byte[] received() {
        return received.read();
    }

    @Override
    public void close() {
        header.close();
        sent.close();
        received.close();
        status.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
