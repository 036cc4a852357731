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

/** A virtio device between its reset and its driver's work (3.1 of the specification). */
public final class VirtioDevice {
    /** Why a device interrupts: it has used a buffer. */
    public static final int QUEUE_INTERRUPT = 1;

    /** Why a device interrupts: its configuration, or its status, has changed. */
    public static final int CONFIG_INTERRUPT = 2;

    /** How long {@link #awaitInterrupt} waits. */
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
     * Drive a device.
     *
     * @param memory for rings and requests
     */
    public static VirtioDevice over(VirtioTransport transport, GuestAllocator memory) {
        return new VirtioDevice(transport, memory);
    }

    /** How it is reached. */
    public VirtioTransport transport() {
        return transport;
    }

    /** The machine that it is in. */
    public QTest qtest() {
        return transport.qtest();
    }

    /** The memory for rings and requests. */
    public GuestAllocator memory() {
        return memory;
    }

    /**
     * Reset the device and agree on features: those of the wanted ones that it offers, and version
     * 1 with a modern one.
     *
     * @return them
     * @throws AssertionError if the device does not agree
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
                    "a modern device offers 0x%x, and not VERSION_1".formatted(offered));
        }
        features = offered & (wanted | (transport.isModern() ? VirtioFeature.VERSION_1 : 0));
        transport.acceptFeatures(features);
        if (transport.isModern()) {
            setStatus(FEATURES_OK);
            if ((transport.status() & FEATURES_OK) == 0) {
                throw new AssertionError(
                        "the device offers the features 0x%x and refuses 0x%x"
                                .formatted(offered, features));
            }
        }
        return features;
    }

    /** The features that were agreed on. */
    public long features() {
        return features;
    }

    /** Whether features were agreed on. */
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
     * Set a queue up, at the first call, with as many descriptors as the device allows.
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
     * Agree on features, set queues up and be ready: {@link #negotiate}, {@link #queue} and {@link
     * #start()} at once.
     */
    public void start(long wanted, int... numbers) {
        negotiate(wanted);
        for (int number : numbers) {
            queue(number);
        }
        start();
    }

    /** Tell the device that the driver is ready. */
    public void start() {
        setStatus(DRIVER_OK);
        int expected = ACKNOWLEDGE | DRIVER | DRIVER_OK | (transport.isModern() ? FEATURES_OK : 0);
        expectStatus(expected, "when the driver is ready");
    }

    /**
     * Wait until the device has interrupted, and acknowledge all that it has interrupted for.
     *
     * @param why {@link #QUEUE_INTERRUPT} or {@link #CONFIG_INTERRUPT}
     * @throws AssertionError if that does not come within {@link #TIMEOUT}
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
                    "the device did not interrupt for 0x%x within %d s, but for 0x%x; its status is 0x%02x"
                            .formatted(why, TIMEOUT.toSeconds(), seen[0], transport.status()));
        }
    }

    /**
     * Lend memory for the time of one request.
     *
     * @param size in bytes
     */
    public Loan lend(int size) {
        return new Loan(this, memory.alloc(Math.max(1, size), 16), size);
    }

    /**
     * Memory for one request.
     *
     * @param device whose it is
     * @param address in the guest's memory
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
