package org.qemu.functional.qtest.qos.virtio.driver;

import java.util.Arrays;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** An entropy device (5.4); QEMU's works while the machine runs only. */
public final class VirtioRng {
    /** What the device calls itself. */
    public static final int TYPE = 4;

    private final VirtioDevice device;

    /** Drive a device. */
    public VirtioRng(VirtioDevice device) {
        this.device = device;
    }

    /** The device. */
    public VirtioDevice device() {
        return device;
    }

    /** Agree on features, set the queue up and be ready. */
    public VirtioRng start(long features) {
        device.start(features, 0);
        return this;
    }

    /** The only queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /**
     * Ask for random bytes and wait for them.
     *
     * @param size how many may come, 1 or more
     * @return those that came
     * @throws AssertionError if the device says to have written none, or more
     */
    public byte[] random(int size) {
        try (Loan bytes = device.lend(size)) {
            UsedBuffer used = queue().run(DescriptorChain.of().in(bytes.address(), size));
            if (used.written() < 1 || used.written() > size) {
                throw new AssertionError(
                        "virtio-rng says to have written %d bytes of %d"
                                .formatted(used.written(), size));
            }
            return Arrays.copyOf(bytes.read(), (int) used.written());
        }
    }
}
