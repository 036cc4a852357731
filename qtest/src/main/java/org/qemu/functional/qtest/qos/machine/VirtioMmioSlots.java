package org.qemu.functional.qtest.qos.machine;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.virtio.VirtioMmio;

/**
 * A machine's consecutive slots for virtio devices in memory.
 *
 * @param qtest the machine
 * @param base the address of the first slot
 * @param stride the distance between slots, in bytes
 * @param count the number of slots
 */
public record VirtioMmioSlots(QTest qtest, long base, int stride, int count) {
    /**
     * Return the device of a type.
     *
     * @throws AssertionError if no slot has one; the message lists the types that are there
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
                "none of %d virtio-mmio slots has a device of type %d; the existing types are %s"
                        .formatted(count, type, there));
    }
}
