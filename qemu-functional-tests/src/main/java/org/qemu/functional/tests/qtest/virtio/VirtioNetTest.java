package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.tests.qtest.Frames.DEVICE;
import static org.qemu.functional.tests.qtest.Frames.frame;

import java.util.HashMap;
import java.util.Map;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.VirtioPciModern;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioNet;
import org.qemu.functional.tests.qtest.Frames;

/** Frames through virtio-net, on each machine and transport. */
class VirtioNetTest {
    private static final int ROOM = 2048;

    @QosTest(running = true)
    void sendsFrames(VirtioNet net, QTest qtest) {
        net.start(0);
        try (HostNetwork host = HostNetwork.join(qtest)) {
            for (int size : new int[] {60, 1514, 4000}) {
                byte[] frame = frame(Frames.ALL, size, 1);
                net.send(frame);
                assertArrayEquals(frame, host.receive());
            }
        }
    }

    @QosTest(running = true)
    void sendsAFrameThatIsInPieces(VirtioNet net, QTest qtest) {
        net.start(0);
        byte[] frame = frame(Frames.ALL, 100, 7);
        try (HostNetwork host = HostNetwork.join(qtest);
                Loan header = net.device().lend(net.headerSize()).write(new byte[10]);
                Loan data = net.device().lend(frame.length).write(frame)) {
            net.output()
                    .run(
                            DescriptorChain.of()
                                    .out(header.address(), header.size())
                                    .out(data.address(), 14)
                                    .out(data.address() + 14, 36)
                                    .out(data.address() + 50, 50));
            assertArrayEquals(frame, host.receive());
        }
    }

    @QosTest(running = true)
    void receivesFrames(VirtioNet net, QTest qtest) {
        net.start(0);
        receives(net, qtest);
    }

    @QosTest(running = true)
    void receivesFramesBehindALongerHeader(VirtioNet net, QTest qtest) {
        net.start(VirtioNet.MERGEABLE_BUFFERS);
        assertEquals(12, net.headerSize());
        receives(net, qtest);
    }

    private static void receives(VirtioNet net, QTest qtest) {
        try (HostNetwork host = HostNetwork.join(qtest)) {
            for (int size : new int[] {60, 61, 1514}) {
                byte[] frame = frame(DEVICE, size, size);
                net.offer(ROOM);
                host.send(frame);
                assertArrayEquals(frame, net.receive());
            }
        }
    }

    @QosTest(running = true)
    void spreadsAFrameOverSeveralBuffers(VirtioNet net, QTest qtest) {
        net.start(VirtioNet.MERGEABLE_BUFFERS);
        assertTrue(
                net.device().has(VirtioNet.MERGEABLE_BUFFERS), "MERGEABLE_BUFFERS is not offered");
        for (int i = 0; i < 5; i++) {
            net.offer(100);
        }
        byte[] frame = frame(DEVICE, 3 * 100, 3);
        try (HostNetwork host = HostNetwork.join(qtest)) {
            host.send(frame);
            assertArrayEquals(frame, net.receive());
            assertEquals(4, net.input().usedIndex());
        }
    }

    @QosTest(running = true)
    void dropsAFrameThatDoesNotFit(VirtioNet net, QTest qtest) {
        net.start(0);
        net.offer(200);
        try (HostNetwork host = HostNetwork.join(qtest)) {
            host.send(frame(DEVICE, 500, 5));
            byte[] small = frame(DEVICE, 100, 6);
            host.send(small);
            assertArrayEquals(small, net.receive());
        }
    }

    @QosTest(running = true)
    void keepsFramesUntilThereIsABuffer(VirtioNet net, QTest qtest) {
        net.start(0);
        try (HostNetwork host = HostNetwork.join(qtest)) {
            host.send(frame(DEVICE, 80, 8));
            host.send(frame(DEVICE, 90, 9));
            assertEquals(0, net.input().usedIndex());
            Map<Integer, byte[]> received = new HashMap<>();
            for (int i = 0; i < 2; i++) {
                net.offer(ROOM);
                byte[] frame = net.receive();
                received.put(frame.length, frame);
            }
            // In QEMU's hub, the second frame can overtake the first.
            assertArrayEquals(frame(DEVICE, 80, 8), received.get(80));
            assertArrayEquals(frame(DEVICE, 90, 9), received.get(90));
        }
    }

    @QosTest(running = true)
    void keepsFramesUntilTheMachineRuns(VirtioNet net, QTest qtest) {
        net.start(0);
        net.offer(ROOM);
        try (HostNetwork host = HostNetwork.join(qtest)) {
            byte[] frame = frame(DEVICE, 80, 8);
            qtest.cmd("stop");
            host.send(frame);
            assertEquals("paused", qtest.vm().monitor().status());
            assertEquals(0, net.input().usedIndex());
            qtest.cmd("cont");
            assertArrayEquals(frame, net.receive());
        }
    }

    @QosTest(running = true)
    void dropsAFrameThatIsTooLong(VirtioNet net, QTest qtest) {
        net.start(0);
        int piece = 2048;
        byte[] frame = frame(Frames.ALL, 64, 2);
        try (HostNetwork host = HostNetwork.join(qtest);
                Loan data = net.device().lend(piece).write(new byte[piece])) {
            // QEMU's own limits are 4 KiB and 64 KiB (NET_BUFSIZE in include/net/net.h).
            DescriptorChain chain = DescriptorChain.of();
            for (int i = 0; i < 64; i++) {
                chain.out(data.address(), piece);
            }
            net.output().run(chain);
            net.send(frame);
            assertArrayEquals(frame, host.receive());
        }
    }

    @QosTest(running = true, only = "/pc/.*-pci-modern")
    void canBePluggedAndUnplugged(VirtioNet net, QosMachine machine, QTest qtest) {
        qtest.cmd("netdev_add", "type", "hubport", "id", "late", "hubid", 0);
        PciHotplug slot = new PciHotplug(machine, new PciAddress(0, 6, 0));
        slot.plug("virtio-net-pci", "netdev", "late", "disable-legacy", "on", "romfile", "");
        VirtioNet plugged =
                new VirtioNet(VirtioDevice.over(VirtioPciModern.of(slot.get()), machine.memory()));
        byte[] frame = frame(Frames.ALL, 60, 1);
        net.start(0);
        net.offer(ROOM);
        plugged.start(0).send(frame);
        assertArrayEquals(frame, net.receive());
        slot.unplug();
    }
}
