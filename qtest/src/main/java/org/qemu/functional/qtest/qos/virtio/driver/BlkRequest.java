package org.qemu.functional.qtest.qos.virtio.driver;

import java.nio.ByteBuffer;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A request that a block device was given (5.2.6). */
public final class BlkRequest implements AutoCloseable {
    /** What the status is before the device has written it. */
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

    /** By which the queue gives it back. */
    public int head() {
        return head;
    }

    /**
     * Wait until the device gives it back and return its status.
     *
     * @throws AssertionError if another comes back before, or the device says to have written less
     *     than it must have
     */
    public int await() {
        UsedBuffer used = queue.await(head);
        int found = status();
        int least = found == VirtioBlk.OK ? received.size() + 1 : 1;
        if (used.written() < least) {
            throw new AssertionError(
                    "virtio-blk's %s: it says to have written %d bytes, expected %d or more"
                            .formatted(name, used.written(), least));
        }
        return found;
    }

    /**
     * Wait for it and compare its status.
     *
     * @throws AssertionError if that is another
     */
    public void expect(int expected) {
        int found = await();
        if (found != expected) {
            throw new AssertionError(
                    "virtio-blk's %s: its status was 0x%02x, expected 0x%02x"
                            .formatted(name, found, expected));
        }
    }

    /** Read the status as it is now, {@link #PENDING} before the device has written it. */
    public int status() {
        return status.read()[0] & 0xff;
    }

    /** Read what the device has written. */
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
