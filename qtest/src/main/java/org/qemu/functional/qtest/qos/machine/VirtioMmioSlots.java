package org.qemu.functional.qtest.qos.machine;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.virtio.VirtioMmio;

/**
 * A machine's slots for virtio devices in memory, one behind the other.
 *
 * @param qtest the machine
 * @param base of the first
 * @param stride from one to the next, in bytes
 * @param count how many there are
 */
public record VirtioMmioSlots(QTest qtest, long base, int stride, int count) {
    /**
     * Return the device of a type.
     *
     * @throws AssertionError if no slot has one; tells what they have
     */
    public VirtioMmio get(int type) {
        List<Integer> there = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            VirtioMmio slot = VirtioMmio.at(qtest, base + (long) i * stride);
            if (slot.deviceType() == type) {
                return slot;
            }
            if (slot.deviceType() != 0) {
                there.add(slot.deviceType());
            }
        }
        throw new AssertionError(
                "none of %d virtio-mmio slots has a device of type %d, but %s"
                        .formatted(count, type, there));
    }
}
