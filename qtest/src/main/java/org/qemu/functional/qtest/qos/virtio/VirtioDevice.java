package org.qemu.functional.qtest.qos.virtio;

import static org.qemu.functional.qtest.qos.virtio.VirtioStatus.ACKNOWLEDGE;
import static org.qemu.functional.qtest.qos.virtio.VirtioStatus.DRIVER;
import static org.qemu.functional.qtest.qos.virtio.VirtioStatus.DRIVER_OK;
import static org.qemu.functional.qtest.qos.virtio.VirtioStatus.FEATURES_OK;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * The parts of a virtio driver that are common to all devices: initialization (3.1 of the
 * specification), queues and interrupts.
 */
public final class VirtioDevice {
    /** Interrupt reason: the device has used a buffer. */
    public static final int QUEUE_INTERRUPT = 1;

    /** Interrupt reason: the device's configuration or status has changed. */
    public static final int CONFIG_INTERRUPT = 2;

    /** The time limit of {@link #awaitInterrupt}. */
    public static final Duration TIMEOUT = Virtqueue.TIMEOUT;

    private final VirtioTransport transport;
    private final GuestAllocator memory;
    private final Map<Integer, Virtqueue> queues = new LinkedHashMap<>();
    private long features;

    private VirtioDevice(VirtioTransport transport, GuestAllocator memory) {
        this.transport = transport;
        this.memory = memory;
    }

    /**
     * Create a driver for a device.
     *
     * @param memory the memory for rings and requests
     */
    public static VirtioDevice over(VirtioTransport transport, GuestAllocator memory) {
        return new VirtioDevice(transport, memory);
    }

    /** Return the transport of the device. */
    public VirtioTransport transport() {
        return transport;
    }

    /** Return the machine that it belongs to. */
    public QTest qtest() {
        return transport.qtest();
    }

    /** Return the memory for rings and requests. */
    public GuestAllocator memory() {
        return memory;
    }

    /**
     * Reset the device and negotiate features: the wanted ones that it offers, and VERSION_1 for a
     * modern device.
     *
     * @return the negotiated features
     * @throws AssertionError if the device does not accept them
     */
    public long negotiate(long wanted) {
        transport.setStatus(0);
        queues.clear();
        expectStatus(0, "after its reset");
        setStatus(ACKNOWLEDGE);
        setStatus(DRIVER);
        long offered = transport.offeredFeatures();
        if (transport.isModern() && (offered & VirtioFeature.VERSION_1) == 0) {
            throw new AssertionError(
                    "a modern device offers 0x%x without VERSION_1".formatted(offered));
        }
        features = offered & (wanted | (transport.isModern() ? VirtioFeature.VERSION_1 : 0));
        transport.acceptFeatures(features);
        if (transport.isModern()) {
            setStatus(FEATURES_OK);
            if ((transport.status() & FEATURES_OK) == 0) {
                throw new AssertionError(
                        "the device offers the features 0x%x but refuses 0x%x"
                                .formatted(offered, features));
            }
        }
        return features;
    }

    /** Return the negotiated features. */
    public long features() {
        return features;
    }

    /** Return whether a feature was negotiated. */
    public boolean has(long feature) {
        return (features & feature) == feature;
    }

    private void setStatus(int bit) {
        transport.setStatus(transport.status() | bit);
    }

    private void expectStatus(int expected, String when) {
        int status = transport.status();
        if (status != expected) {
            throw new AssertionError(
                    "device status %s: read 0x%02x, expected 0x%02x"
                            .formatted(when, status, expected));
        }
    }

    /**
     * Return a queue. The first call sets it up with as many descriptors as the device allows.
     *
     * @throws AssertionError if the device has no such queue
     */
    public Virtqueue queue(int number) {
        return queues.computeIfAbsent(number, this::makeQueue);
    }

    private Virtqueue makeQueue(int number) {
        int size = transport.maxQueueSize(number);
        if (size == 0 || Integer.bitCount(size) != 1) {
            throw new AssertionError(
                    "the device has no queue %d: its size is %d".formatted(number, size));
        }
        RingLayout layout = RingLayout.allocate(memory, size);
        qtest().memset(layout.descriptors(), layout.bytes(), 0);
        transport.startQueue(number, layout);
        return new Virtqueue(transport, memory, number, layout, has(VirtioFeature.EVENT_INDEX));
    }

    /**
     * Negotiate features, set queues up and start: {@link #negotiate}, {@link #queue} and {@link
     * #start()}.
     */
    public void start(long wanted, int... numbers) {
        negotiate(wanted);
        for (int number : numbers) {
            queue(number);
        }
        start();
    }

    /** Set the status that the driver is ready. */
    public void start() {
        setStatus(DRIVER_OK);
        int expected = ACKNOWLEDGE | DRIVER | DRIVER_OK | (transport.isModern() ? FEATURES_OK : 0);
        expectStatus(expected, "when the driver is ready");
    }

    /**
     * Wait until the device has interrupted for a reason, and acknowledge all its interrupts.
     *
     * @param why {@link #QUEUE_INTERRUPT} or {@link #CONFIG_INTERRUPT}
     * @throws AssertionError if that does not happen within {@link #TIMEOUT}
     */
    public void awaitInterrupt(int why) {
        int[] seen = new int[1];
        boolean came =
                Poll.until(
                        TIMEOUT,
                        () -> {
                            seen[0] |= transport.takeInterrupts();
                            return (seen[0] & why) == why;
                        });
        if (!came) {
            throw new AssertionError(
                    "no interrupt for reasons 0x%x within %d s, only for 0x%x; device status 0x%02x"
                            .formatted(why, TIMEOUT.toSeconds(), seen[0], transport.status()));
        }
    }

    /**
     * Allocate memory for the duration of one request.
     *
     * @param size in bytes
     */
    public Loan lend(int size) {
        return new Loan(this, memory.alloc(Math.max(1, size), 16), size);
    }

    /**
     * Memory for one request.
     *
     * @param device the device that it was allocated for
     * @param address the address in the guest's memory
     * @param size in bytes
     */
    public record Loan(VirtioDevice device, long address, int size) implements AutoCloseable {
        /** Write all of it. */
        public Loan write(byte[] bytes) {
            device.qtest().bufwrite(address, bytes);
            return this;
        }

        /** Read all of it. */
        public byte[] read() {
            return device.qtest().bufread(address, size);
        }

        @Override
        public void close() {
            device.memory().free(address);
        }
    }
}
