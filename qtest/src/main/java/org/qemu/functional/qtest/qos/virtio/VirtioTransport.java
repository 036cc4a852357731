package org.qemu.functional.qtest.qos.virtio;

import java.nio.ByteOrder;
import java.util.Optional;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/** The transport between a driver and a virtio device: chapter 4 of the specification. */
public interface VirtioTransport {
    /** Return the machine that the device belongs to. */
    QTest qtest();

    /** Return the device type, chapter 5: 1 network, 2 block … */
    int deviceType();

    /**
     * Return whether the device complies with version 1 or later, rather than being a legacy
     * device.
     */
    boolean isModern();

    /** Return the byte order of rings, requests and configuration. */
    default ByteOrder order() {
        return isModern() || !qtest().isBigEndian()
                ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN;
    }

    /** Return the guest's memory in that order. */
    default Region memory() {
        return qtest().memory(order());
    }

    /** Return the features that the device offers, 64 bits; 32 for a legacy one. */
    long offeredFeatures();

    /** Write the features that the driver accepts. */
    void acceptFeatures(long features);

    /** Return the device status. */
    int status();

    /** Write the device status; 0 resets the device. */
    void setStatus(int status);

    /** Return the device-specific configuration. */
    Region config();

    /** Read 64 bits of the configuration as two halves. */
    default long config64(int offset) {
        long first = config().readl(offset);
        long second = config().readl(offset + 4L);
        return order() == ByteOrder.LITTLE_ENDIAN ? first | second << 32 : first << 32 | second;
    }

    /** Return the maximum size of a queue; 0 if it does not exist. */
    int maxQueueSize(int queue);

    /** Write the addresses of a queue and enable it. */
    void startQueue(int queue, RingLayout layout);

    /** Notify the device of new buffers in a queue. */
    void notifyQueue(int queue);

    /**
     * Return and acknowledge the interrupt reasons: 1 for a used buffer, 2 for a configuration
     * change, 3 for both, 0 for none.
     */
    int takeInterrupts();

    /** Return access to its message-signaled interrupts, if the transport supports them. */
    default Optional<MessageInterrupts> messages() {
        return Optional.empty();
    }
}
