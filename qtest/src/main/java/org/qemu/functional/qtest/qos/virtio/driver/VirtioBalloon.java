package org.qemu.functional.qtest.qos.virtio.driver;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/** A memory balloon (5.5). */
public final class VirtioBalloon {
    /** The virtio device type. */
    public static final int TYPE = 5;

    /** A feature: the driver reports statistics. */
    public static final long STATISTICS = 1L << 1;

    /** The size of a page of the balloon in bytes, independent of the target's page size. */
    public static final int PAGE = 4096;

    /** The tag of a statistic: bytes of unused memory. */
    public static final int FREE_MEMORY = 4;

    /** The tag of a statistic: total bytes of memory. */
    public static final int TOTAL_MEMORY = 5;

    private static final int INFLATE = 0;
    private static final int DEFLATE = 1;
    private static final int STATISTICS_QUEUE = 2;
    private static final int NUM_PAGES = 0;
    private static final int ACTUAL = 4;

    /** The size of a statistic: a tag of 16 bits and a value of 64 bits, without padding. */
    private static final int STATISTIC = 10;

    private final VirtioDevice device;

    /** Create a driver for a device. */
    public VirtioBalloon(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /** Negotiate features, set up the queues and start. */
    public VirtioBalloon start(long features) {
        device.negotiate(features);
        device.queue(INFLATE);
        device.queue(DEFLATE);
        if (device.has(STATISTICS)) {
            device.queue(STATISTICS_QUEUE);
        }
        device.start();
        return this;
    }

    /** Return the register with the number of pages that the device requests. */
    public Register wanted() {
        return config().registerl("num_pages", NUM_PAGES);
    }

    /** Return the register with the number of pages that the driver has given to the device. */
    public Register actual() {
        return config().registerl("actual", ACTUAL);
    }

    /**
     * Return the configuration, which is always little-endian, even for legacy devices (5.5.4.1).
     */
    private Region config() {
        Region config = device.transport().config();
        return device.transport().order() == BIG_ENDIAN ? config.swapped() : config;
    }

    /**
     * Give pages to the device, and wait until it has taken them.
     *
     * @param addresses multiples of {@link #PAGE}
     */
    public void inflate(long... addresses) {
        sendPages(INFLATE, addresses);
    }

    /** Take pages back from the device: see {@link #inflate}. */
    public void deflate(long... addresses) {
        sendPages(DEFLATE, addresses);
    }

    private void sendPages(int queue, long[] addresses) {
        ByteBuffer numbers =
                ByteBuffer.allocate(4 * addresses.length).order(device.transport().order());
        for (long address : addresses) {
            if (address % PAGE != 0) {
                throw new IllegalArgumentException(
                        "0x%x is not the address of a page of %d bytes".formatted(address, PAGE));
            }
            numbers.putInt((int) (address / PAGE));
        }
        try (Loan loan = device.lend(numbers.capacity()).write(numbers.array())) {
            device.queue(queue).run(DescriptorChain.of().out(loan.address(), loan.size()));
        }
    }

    /** Return the queue for statistics; requires {@link #STATISTICS}. */
    public Virtqueue statistics() {
        return device.queue(STATISTICS_QUEUE);
    }

    /**
     * Report statistics. The device keeps the buffer until it requests new ones; the buffer is
     * never freed.
     *
     * @param tagsAndValues pairs of a tag such as {@link #FREE_MEMORY} and its value
     * @return the head of the chain in {@link #statistics}
     */
    public int reportStatistics(long... tagsAndValues) {
        ByteBuffer all =
                ByteBuffer.allocate(STATISTIC * tagsAndValues.length / 2)
                        .order(device.transport().order());
        for (int i = 0; i < tagsAndValues.length; i += 2) {
            all.putShort((short) tagsAndValues[i]).putLong(tagsAndValues[i + 1]);
        }
        long address = device.memory().alloc(all.capacity(), 16);
        device.qtest().bufwrite(address, all.array());
        int head = statistics().add(DescriptorChain.of().out(address, all.capacity()));
        statistics().kick();
        return head;
    }
}
