package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.vhost.VhostUserBackEnd;
import org.qemu.functional.qtest.qos.vhost.VhostUserOptions;
import org.qemu.functional.qtest.qos.vhost.VhostUserRequest;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioPciModern;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioNet;
import org.qemu.functional.tests.qtest.Frames;

/** QEMU's front ends of vhost-user with a back end in this process, without a guest. */
@QTestMachine(
        value =
                "-nodefaults -machine pc,memory-backend=ram -m 64M"
                        + " -object memory-backend-memfd,id=ram,size=64M,share=on",
        running = true)
class VhostUserTest {
    private static final PciAddress SLOT = PciAddress.of("06.0");
    private static final String CHARDEV = "vhost";
    private static final long PLACE = 1 << 20;
    private static final int RECEIVE = 0;
    private static final int TRANSMIT = 1;

    /** The header of a frame (virtio 1.2, 5.1.6). */
    private static final int HEADER = 12;

    private static final int SECTOR = 512;
    private static final int SECTORS = 64;

    @TempDir private Path folder;
    private QosMachine machine;

    @BeforeEach
    void open(QTest qtest) {
        machine = MachineType.I440FX.open(qtest);
    }

    private Path socket() {
        return folder.resolve("vhost");
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Let QEMU connect to a back end. */
    private VhostUserBackEnd listen(VhostUserOptions options) {
        VhostUserBackEnd backEnd = VhostUserBackEnd.listen(socket(), options);
        addSocket(false);
        return backEnd;
    }

    /** Let a back end connect to QEMU. */
    private VhostUserBackEnd connect(VhostUserOptions... options) {
        addSocket(true);
        return VhostUserBackEnd.connect(socket(), options);
    }

    private void addSocket(boolean server) {
        Map<String, Object> address =
                Map.of("type", "unix", "data", Map.of("path", socket().toString()));
        Map<String, Object> data =
                server
                        ? Map.of("addr", address, "server", true, "wait", false)
                        : Map.of("addr", address, "server", false);
        Map<String, Object> backend = Map.of("type", "socket", "data", data);
        machine.qtest().cmd("chardev-add", "id", CHARDEV, "backend", backend);
    }

    private VirtioNet addNet(int pairs, Object... properties) {
        machine.qtest()
                .cmd(
                        "netdev_add",
                        "type",
                        "vhost-user",
                        "id",
                        "net",
                        "chardev",
                        CHARDEV,
                        "queues",
                        pairs);
        return new VirtioNet(addDevice("virtio-net-pci", "netdev", "net", properties));
    }

    private VirtioDevice addDevice(String driver, String key, String value, Object... more) {
        List<Object> properties = new ArrayList<>(List.of("addr", "06.0", key, value));
        properties.addAll(List.of(more));
        machine.qtest().vm().monitor().deviceAdd(driver, "device", properties.toArray());
        return VirtioDevice.over(VirtioPciModern.of(machine.pci().get(SLOT)), machine.memory());
    }

    @Test
    void readsTheMachinesMemory(QTest qtest) {
        try (VhostUserBackEnd backEnd = listen(VhostUserOptions.net(1))) {
            addNet(1).start(0);
            byte[] data = random(3 * 4096, 1);
            qtest.bufwrite(PLACE, data);
            assertArrayEquals(data, backEnd.read(PLACE, data.length));
            backEnd.write(PLACE + 4096, random(4096, 2));
            assertArrayEquals(random(4096, 2), qtest.bufread(PLACE + 4096, 4096));
            assertArrayEquals(Arrays.copyOf(data, 4096), qtest.bufread(PLACE, 4096));
        }
    }

    @Test
    void transmitsAndReceivesFrames() {
        try (VhostUserBackEnd backEnd = listen(VhostUserOptions.net(1))) {
            VirtioNet net = addNet(1).start(0);
            for (int i = 0; i < 3; i++) {
                movesAFrameEachWay(net, backEnd, i);
            }
        }
    }

    private static void movesAFrameEachWay(VirtioNet net, VhostUserBackEnd backEnd, int content) {
        byte[] frame = Frames.frame(Frames.ALL, 200, content);
        try (VirtioDevice.Loan sent = net.device().lend(HEADER + frame.length)) {
            sent.write(withHeader(frame));
            int head = net.output().add(DescriptorChain.of().out(sent.address(), sent.size()));
            net.output().kick();
            backEnd.ring(TRANSMIT)
                    .serve(
                            bytes -> {
                                assertArrayEquals(withHeader(frame), bytes);
                                return new byte[0];
                            });
            net.output().await(head);
        }
        net.offer(2048);
        byte[] other = Frames.frame(Frames.DEVICE, 1000, content);
        backEnd.ring(RECEIVE).serve(nothing -> withHeader(other));
        assertArrayEquals(other, net.receive());
    }

    private static byte[] withHeader(byte[] frame) {
        byte[] bytes = new byte[HEADER + frame.length];
        System.arraycopy(frame, 0, bytes, HEADER, frame.length);
        return bytes;
    }

    @Test
    void readsAndWritesBlocks() {
        byte[] config =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(SECTORS)
                        .array();
        try (VhostUserBackEnd backEnd = listen(VhostUserOptions.withConfig(config))) {
            VirtioBlk blk =
                    new VirtioBlk(addDevice("vhost-user-blk-pci", "chardev", CHARDEV)).start(0);
            assertEquals(SECTORS, blk.capacity());
            byte[] disk = new byte[SECTORS * SECTOR];
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(
                            () -> {
                                backEnd.ring(0).serve(request -> execute(disk, request));
                                backEnd.ring(0).serve(request -> execute(disk, request));
                            });
            byte[] data = random(2 * SECTOR, 1);
            blk.write(5, data);
            assertArrayEquals(data, Arrays.copyOfRange(disk, 5 * SECTOR, 7 * SECTOR));
            disk[6 * SECTOR] ^= 1;
            data[SECTOR] ^= 1;
            assertArrayEquals(data, blk.read(5, 2));
            served.join();
        }
    }

    /** Execute a request (virtio 1.2, 5.2.6), and return what is read and the status. */
    private static byte[] execute(byte[] disk, byte[] request) {
        ByteBuffer head = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
        int place = (int) head.getLong(8) * SECTOR;
        if (head.getInt(0) == VirtioBlk.WRITE_REQUEST) {
            System.arraycopy(request, 16, disk, place, request.length - 16);
            return new byte[] {VirtioBlk.OK};
        }
        byte[] answer = new byte[2 * SECTOR + 1];
        System.arraycopy(disk, place, answer, 0, 2 * SECTOR);
        return answer;
    }

    @Test
    void startsTheRingsAgainAfterAReconnection() {
        try (VhostUserBackEnd backEnd = connect(VhostUserOptions.net(1))) {
            VirtioNet net = addNet(1).start(0);
            backEnd.awaitRings(2);
            movesAFrameEachWay(net, backEnd, 1);
            backEnd.disconnect();
            backEnd.awaitConnection(2);
            backEnd.awaitRings(2);
            movesAFrameEachWay(net, backEnd, 2);
        }
    }

    @Test
    void waitsForABackEndThatClosesItsFirstConnection() {
        VhostUserOptions normal = VhostUserOptions.net(1);
        VhostUserOptions broken = normal.closingAt(VhostUserRequest.GET_FEATURES);
        try (VhostUserBackEnd backEnd = connect(broken, normal)) {
            VirtioNet net = addNet(1).start(0);
            backEnd.awaitRings(2);
            movesAFrameEachWay(net, backEnd, 1);
        }
    }

    @Test
    void refusesABackEndThatComesBackWithoutFeatures() {
        VhostUserOptions normal = VhostUserOptions.net(1);
        VhostUserOptions lost = normal.closingAt(VhostUserRequest.SET_FEATURES);
        try (VhostUserBackEnd backEnd = connect(lost, normal.withFeatures(0), normal)) {
            addNet(1).start(0);
            backEnd.awaitConnection(3);
            backEnd.awaitRings(2);
        }
    }

    @Test
    void startsTheRingsOfAllQueues() {
        try (VhostUserBackEnd backEnd = listen(VhostUserOptions.net(2))) {
            VirtioNet net = addNet(2, "mq", true, "vectors", 6);
            // Two pairs, and the queue for control, which QEMU processes.
            net.device().start(VhostUserOptions.NET_MULTI_QUEUE | VirtioNet.CONTROL, 0, 1, 2, 3, 4);
            assertTrue(backEnd.requests().contains(VhostUserRequest.GET_QUEUE_NUM));
            backEnd.awaitRings(4);
        }
    }
}
