package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.RingLayout;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.VirtioStatus;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;

/**
 * Requests that a disk must refuse, on each machine and transport: QEMU and the disk continue to
 * work.
 */
class VirtioBlkRefusalTest {
    private static final int HEADER = 16;
    private static final int NEXT = 1;

    /** The offsets of index and entries in the available ring (2.7.6). */
    private static final int INDEX = 2;

    private static final int ENTRIES = 4;

    @QosTest
    void refusesARequestWithoutStatus(VirtioBlk disk) {
        try (Loan header = start(disk).lend(HEADER)) {
            refuses(disk, DescriptorChain.of().out(header.address(), HEADER));
        }
    }

    @QosTest
    void refusesARequestWithoutHeader(VirtioBlk disk) {
        try (Loan status = start(disk).lend(1)) {
            refuses(disk, DescriptorChain.of().in(status.address(), 1));
        }
    }

    @QosTest
    void refusesAHeaderThatIsTooShort(VirtioBlk disk) {
        try (Loan header = start(disk).lend(HEADER);
                Loan status = disk.device().lend(1)) {
            refuses(
                    disk,
                    DescriptorChain.of().out(header.address(), HEADER - 1).in(status.address(), 1));
        }
    }

    @QosTest
    void refusesAnEmptyBuffer(VirtioBlk disk) {
        try (Loan header = start(disk).lend(HEADER);
                Loan status = disk.device().lend(1)) {
            refuses(
                    disk,
                    DescriptorChain.of()
                            .out(header.address(), HEADER)
                            .in(status.address(), 0)
                            .in(status.address(), 1));
        }
    }

    @QosTest
    void refusesBuffersToReadBehindThoseToWrite(VirtioBlk disk) {
        try (Loan header = start(disk).lend(HEADER);
                Loan status = disk.device().lend(1)) {
            refuses(
                    disk,
                    DescriptorChain.of().in(status.address(), 1).out(header.address(), HEADER));
        }
    }

    @QosTest
    void refusesAChainThatComesBackToItself(VirtioBlk disk) {
        try (Loan header = start(disk).lend(HEADER)) {
            Region ring = disk.device().transport().memory();
            RingLayout layout = disk.queue().layout();
            for (int i = 0; i < 2; i++) {
                long descriptor = layout.descriptors() + 16L * i;
                ring.writeq(descriptor, header.address());
                ring.writel(descriptor + 8, HEADER);
                ring.writew(descriptor + 12, NEXT);
                ring.writew(descriptor + 14, 1 - i);
            }
            refusesHead(disk, 0);
        }
    }

    @QosTest
    void refusesADescriptorThatDoesNotExist(VirtioBlk disk) {
        start(disk);
        refusesHead(disk, disk.queue().layout().size());
    }

    @QosTest
    void survivesTheAddressOfAQueueThatDoesNotExist(VirtioBlk disk) {
        disk.start(0);
        disk.device().transport().startQueue(5, disk.queue().layout());
        disk.device().transport().notifyQueue(5);
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(0, 1));
    }

    private static VirtioDevice start(VirtioBlk disk) {
        disk.start(0);
        return disk.device();
    }

    private static void refuses(VirtioBlk disk, DescriptorChain chain) {
        int said = said(disk);
        disk.queue().add(chain);
        disk.queue().kick();
        expectRefusal(disk, said);
    }

    private static void refusesHead(VirtioBlk disk, int head) {
        int said = said(disk);
        RingLayout layout = disk.queue().layout();
        Region ring = disk.device().transport().memory();
        ring.writew(layout.available() + ENTRIES, head);
        ring.writew(layout.available() + INDEX, 1);
        disk.device().transport().notifyQueue(0);
        expectRefusal(disk, said);
    }

    /** Return the number of bytes that QEMU has written to its standard error. */
    private static int said(VirtioBlk disk) {
        return disk.device().qtest().vm().output().length();
    }

    private static void expectRefusal(VirtioBlk disk, int saidBefore) {
        VirtioDevice device = disk.device();
        // A legacy device cannot report an error; QEMU does for all devices.
        assertTrue(
                Poll.until(VirtioDevice.TIMEOUT, () -> said(disk) > saidBefore),
                "QEMU took what it must refuse, without a word");
        if (device.transport().isModern()) {
            device.awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
            int status = device.transport().status();
            assertEquals(
                    VirtioStatus.NEEDS_RESET,
                    status & VirtioStatus.NEEDS_RESET,
                    "NEEDS_RESET of the status 0x%02x".formatted(status));
        }
        assertEquals(0, disk.queue().usedIndex(), "index of used buffers");
        disk.start(0);
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(0, 1));
    }
}
