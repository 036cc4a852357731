package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.RingLayout;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioFeature;
import org.qemu.functional.qtest.qos.virtio.VirtioTransport;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;
import org.qemu.functional.qtest.qos.virtio.driver.BlkRequest;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;

/** Virtqueues of a disk, on each machine and transport. */
class VirtioBlkQueueTest {
    private static final byte[] NOTHING = {};

    private static byte[] sector(int value) {
        byte[] bytes = new byte[VirtioBlk.SECTOR];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static BlkRequest write(VirtioBlk disk, Virtqueue queue, int sector) {
        return disk.submit(queue, VirtioBlk.WRITE_REQUEST, sector, sector(sector), 0);
    }

    private static BlkRequest read(VirtioBlk disk, Virtqueue queue, int sector) {
        return disk.submit(queue, VirtioBlk.READ_REQUEST, sector, NOTHING, VirtioBlk.SECTOR);
    }

    @QosTest
    void takesIndirectDescriptors(VirtioBlk disk) {
        disk.start(VirtioFeature.INDIRECT);
        assertTrue(disk.device().has(VirtioFeature.INDIRECT), "INDIRECT is not offered");
        disk.writeIndirect(1, sector(0x5a));
        RingLayout ring = disk.queue().layout();
        // The first descriptor is that of the first chain, and its flags describe it (2.7.5).
        disk.device()
                .transport()
                .memory()
                .registerw("flags of the first descriptor", ring.descriptors() + 12)
                .expect(4);
        assertArrayEquals(sector(0x5a), disk.readIndirect(1, 1));
        assertArrayEquals(sector(0x5a), disk.read(1, 1));
        assertEquals(disk.queue().layout().size(), disk.queue().freeDescriptors());
    }

    @QosTest
    void doesSeveralRequestsAtOnce(VirtioBlk disk) {
        disk.start(0);
        for (int sector = 1; sector <= 20; sector++) {
            disk.write(sector, sector(sector));
        }
        Map<Integer, BlkRequest> pending = new HashMap<>();
        for (int sector = 1; sector <= 20; sector++) {
            BlkRequest request = read(disk, disk.queue(), sector);
            pending.put(request.head(), request);
        }
        List<Byte> found = new ArrayList<>();
        while (!pending.isEmpty()) {
            try (BlkRequest request = pending.remove(disk.queue().await().head())) {
                assertEquals(VirtioBlk.OK, request.status(), request.toString());
                byte[] bytes = request.received();
                assertArrayEquals(sector(bytes[0]), bytes);
                found.add(bytes[0]);
            }
        }
        for (int sector = 1; sector <= 20; sector++) {
            assertTrue(found.contains((byte) sector), "%d is not in %s".formatted(sector, found));
        }
    }

    @QosTest(
            arguments =
                    "-drive if=none,id=slow,format=raw,file.driver=blkdebug,file.image.driver=file,"
                            + "file.image.filename={image:1M}",
            deviceOptions = "drive=slow")
    void completesInAnotherOrder(VirtioBlk disk, QTest qtest) {
        disk.start(0);
        qtest.hmp("qemu-io slow \"break write_aio held\"");
        try (BlkRequest first = write(disk, disk.queue(), 1)) {
            qtest.hmp("qemu-io slow \"wait_break held\"");
            try (BlkRequest second = read(disk, disk.queue(), 2)) {
                assertEquals(second.head(), disk.queue().await().head());
                assertEquals(VirtioBlk.OK, second.status());
                assertEquals(BlkRequest.PENDING, first.status());
            }
            qtest.hmp("qemu-io slow \"resume held\"");
            first.expect(VirtioBlk.OK);
        }
    }

    @QosTest(deviceOptions = "queue-size=8")
    void goesRoundItsRing(VirtioBlk disk) {
        disk.start(0);
        int size = disk.queue().layout().size();
        int rounds = 2 * size + 1;
        for (int i = 1; i <= rounds; i++) {
            disk.write(1, sector(i));
        }
        assertEquals(rounds, disk.queue().usedIndex());
        assertArrayEquals(sector(rounds), disk.read(1, 1));
    }

    @QosTest
    void interruptsAtTheIndexThatIsAskedFor(VirtioBlk disk) {
        disk.start(VirtioFeature.EVENT_INDEX);
        VirtioTransport transport = disk.device().transport();
        assertTrue(disk.device().has(VirtioFeature.EVENT_INDEX), "EVENT_INDEX is not offered");
        // The device always notifies the driver of the first used buffer of a queue
        // (virtio_split_should_notify in hw/virtio/virtio.c).
        disk.write(1, sector(1));
        disk.device().awaitInterrupt(VirtioDevice.QUEUE_INTERRUPT);
        disk.queue().interruptAt(3);
        disk.write(2, sector(2));
        disk.write(3, sector(3));
        assertEquals(0, transport.takeInterrupts());
        disk.write(4, sector(4));
        disk.device().awaitInterrupt(VirtioDevice.QUEUE_INTERRUPT);
    }

    @QosTest
    void wantsToBeToldOfEachBufferThatItHasNotSeen(VirtioBlk disk) {
        disk.start(VirtioFeature.EVENT_INDEX);
        for (int i = 1; i <= 3; i++) {
            disk.write(i, sector(i));
            assertEquals(i, disk.queue().availableEvent());
        }
    }

    @QosTest
    void interruptsUnlessAskedNotTo(VirtioBlk disk) {
        disk.start(0);
        VirtioTransport transport = disk.device().transport();
        disk.queue().setInterrupts(false);
        disk.write(1, sector(1));
        assertEquals(0, transport.takeInterrupts());
        disk.queue().setInterrupts(true);
        disk.write(2, sector(2));
        disk.device().awaitInterrupt(VirtioDevice.QUEUE_INTERRUPT);
        assertEquals(0, transport.takeInterrupts());
    }

    @QosTest(deviceOptions = "num-queues=3")
    void hasAsManyQueuesAsItWasGiven(VirtioBlk disk) {
        VirtioDevice device = disk.device();
        device.negotiate(VirtioBlk.MULTI_QUEUE);
        assertTrue(device.has(VirtioBlk.MULTI_QUEUE), "MULTI_QUEUE is not offered");
        disk.config().numQueues().expect(3);
        List<Virtqueue> queues = List.of(device.queue(0), device.queue(1), device.queue(2));
        assertEquals(0, device.transport().maxQueueSize(3));
        device.start();
        for (Virtqueue queue : queues) {
            try (BlkRequest request = write(disk, queue, queue.number() + 1)) {
                request.expect(VirtioBlk.OK);
            }
        }
        for (Virtqueue queue : queues) {
            assertEquals(1, queue.usedIndex());
            assertArrayEquals(sector(queue.number() + 1), disk.read(queue.number() + 1, 1));
        }
    }

    @QosTest
    void worksAfterAResetInTheMiddle(VirtioBlk disk) {
        disk.start(0);
        disk.write(7, sector(7));
        List<BlkRequest> lost = new ArrayList<>();
        for (int sector = 1; sector <= 6; sector++) {
            lost.add(write(disk, disk.queue(), sector));
        }
        disk.start(0);
        lost.forEach(BlkRequest::close);
        assertEquals(0, disk.queue().usedIndex());
        assertArrayEquals(sector(7), disk.read(7, 1));
        assertEquals(1, disk.queue().usedIndex());
    }
}
