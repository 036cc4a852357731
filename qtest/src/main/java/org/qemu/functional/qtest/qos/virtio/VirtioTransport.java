package org.qemu.functional.qtest.qos.virtio;

import java.nio.ByteOrder;
import java.util.Optional;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/** How a driver reaches a virtio device: chapter 4 of the specification. */
public interface VirtioTransport {
    /** The machine that it is in. */
    QTest qtest();

    /** What the device is, chapter 5: 1 network, 2 block … */
    int deviceType();

    /** Whether it is of version 1 or later, and not of the drafts before. */
    boolean isModern();

    /** The byte order of rings, requests and configuration. */
    default ByteOrder order() {
        return isModern() || !qtest().isBigEndian()
                ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN;
    }

    /** The guest's memory in that order. */
    default Region memory() {
        return qtest().memory(order());
    }

    /** The features that the device offers, 64 bits; a legacy one has 32. */
    long offeredFeatures();

    /** Tell the device which of them the driver accepts. */
    void acceptFeatures(long features);

    /** The status. */
    int status();

    /** Set the status; 0 resets the device. */
    void setStatus(int status);

    /** The device's own configuration. */
    Region config();

    /** Read 64 bits of the configuration, as halves. */
    default long config64(int offset) {
        long first = config().readl(offset);
        long second = config().readl(offset + 4L);
        return order() == ByteOrder.LITTLE_ENDIAN ? first | second << 32 : first << 32 | second;
    }

    /** The largest size of a queue; 0 if there is no such. */
    int maxQueueSize(int queue);

    /** Tell the device where a queue is. */
    void startQueue(int queue, RingLayout layout);

    /** Tell the device that a queue has new buffers. */
    void notifyQueue(int queue);

    /**
     * Return why the device interrupted, and acknowledge it: 1 for a used buffer, 2 for a change of
     * configuration, 3 for both, 0 for neither.
     */
    int takeInterrupts();

    /** Its interrupts as messages, where there can be such. */
    default Optional<MessageInterrupts> messages() {
        return Optional.empty();
    }
}
