package org.qemu.functional.qtest.qos.virtio.driver;

import java.util.Arrays;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** An entropy device (5.4). QEMU's device only works while the machine runs. */
public final class VirtioRng {
    /** The virtio device type. */
    public static final int TYPE = 4;

    private final VirtioDevice device;

    /** Create a driver for a device. */
    public VirtioRng(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /** Negotiate features, set up the queue and start. */
    public VirtioRng start(long features) {
        device.start(features, 0);
        return this;
    }

    /** Return the only queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /**
     * Request random bytes and wait for them.
     *
     * @param size the maximum number of bytes, 1 or more
     * @return the bytes that the device wrote
     * @throws AssertionError if the device reports that it wrote no bytes or more than requested
     */
    public byte[] random(int size) {
        try (Loan bytes = device.lend(size)) {
            UsedBuffer used = queue().run(DescriptorChain.of().in(bytes.address(), size));
            if (used.written() < 1 || used.written() > size) {
                throw new AssertionError(
                        "virtio-rng reports %d written bytes of %d"
                                .formatted(used.written(), size));
            }
            return Arrays.copyOf(bytes.read(), (int) used.written());
        }
    }
}
