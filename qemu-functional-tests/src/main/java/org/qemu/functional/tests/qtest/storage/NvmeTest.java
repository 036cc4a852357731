package org.qemu.functional.tests.qtest.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.nvme.Nvme;
import org.qemu.functional.qtest.qos.nvme.NvmeCommand;
import org.qemu.functional.qtest.qos.nvme.NvmeCompletion;
import org.qemu.functional.qtest.qos.nvme.NvmeQueue;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.Msix;

/**
 * NVMe controllers. Commands are executed where the controller accesses memory without an IOMMU,
 * and therefore not behind sPAPR's.
 */
class NvmeTest {
    private static final String DIRECT = "/(pc|q35|virt)/";
    private static final long BLOCKS = (64 << 20) / Nvme.BLOCK;
    private static final int NAMESPACE = 1;
    private static final int UNKNOWN = 0x7f;
    private static final int NUMBER_OF_QUEUES = 0x07;

    private static byte[] random(int blocks, int seed) {
        byte[] data = new byte[blocks * Nvme.BLOCK];
        new Random(seed).nextBytes(data);
        return data;
    }

    private static String text(byte[] identification, int begin, int end) {
        return new String(Arrays.copyOfRange(identification, begin, end), US_ASCII).strip();
    }

    @QosTest
    void hasTheSameCapabilitiesInEveryWidth(Nvme nvme) {
        // Queues of up to 2048 entries, pages of up to 2^(12 + 4) bytes.
        long capabilities =
                nvme.capabilities().expect(0x00f0_0000_0000_ffffL, 0x40_0000_0000_07ffL);
        nvme.registers().registerl("CAP, low half", 0).expect(capabilities & 0xffff_ffffL);
        nvme.registers().registerl("CAP, high half", 4).expect(capabilities >>> 32);
        assertEquals(0x010802, nvme.device().classCode());
    }

    @QosTest(only = DIRECT)
    void identifiesItself(Nvme nvme) {
        byte[] identification = nvme.start().identify();
        ByteBuffer data = ByteBuffer.wrap(identification).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(nvme.device().vendorId(), Short.toUnsignedInt(data.getShort(0)));
        assertEquals("qos", text(identification, 4, 24));
        assertEquals("QEMU NVMe Ctrl", text(identification, 24, 64));
        // The identifier of the organization, the last byte first.
        assertEquals(
                "52:54:00", "%02x:%02x:%02x".formatted(data.get(75), data.get(74), data.get(73)));
    }

    @QosTest(only = DIRECT)
    void identifiesItsNamespace(Nvme nvme) {
        ByteBuffer data =
                ByteBuffer.wrap(nvme.start().identify(NAMESPACE)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(BLOCKS, data.getLong(0), "size");
        assertEquals(BLOCKS, data.getLong(8), "capacity");
    }

    @QosTest(only = DIRECT)
    void readsWhatItWrote(Nvme nvme) {
        NvmeQueue queue = nvme.start().createQueue(1);
        // A part of a page, a page, two pages, a list of pages.
        for (int blocks : new int[] {1, 8, 16, 256}) {
            byte[] data = random(blocks, blocks);
            nvme.write(queue, NAMESPACE, BLOCKS - blocks, data);
            assertArrayEquals(data, nvme.read(queue, NAMESPACE, BLOCKS - blocks, blocks));
        }
        assertArrayEquals(new byte[Nvme.BLOCK], nvme.read(queue, NAMESPACE, 0, 1));
    }

    @QosTest(only = DIRECT)
    void readsIntoABufferThatBeginsInAPage(Nvme nvme) {
        NvmeQueue queue = nvme.start().createQueue(1);
        byte[] data = random(32, 1);
        nvme.write(queue, NAMESPACE, 7, data);
        assertArrayEquals(data, nvme.read(queue, NAMESPACE, 7, 32, 0xe04));
    }

    @QosTest(only = DIRECT)
    void executesMoreCommandsThanAQueueHasEntries(Nvme nvme) {
        nvme.start();
        NvmeQueue[] queues = {nvme.createQueue(1), nvme.createQueue(2)};
        for (int i = 0; i < 3 * NvmeQueue.ENTRIES; i++) {
            nvme.write(queues[i % 2], NAMESPACE, i, random(1, i));
            assertArrayEquals(random(1, i), nvme.read(queues[(i + 1) % 2], NAMESPACE, i, 1));
        }
    }

    @QosTest(only = DIRECT)
    void completesAllCommandsOfAFullQueue(Nvme nvme) {
        NvmeQueue queue = nvme.start().createQueue(1);
        Set<Integer> submitted = new HashSet<>();
        for (int i = 1; i < NvmeQueue.ENTRIES; i++) {
            submitted.add(queue.submit(NvmeCommand.of(NvmeCommand.FLUSH, NAMESPACE)));
        }
        Set<Integer> completed = new HashSet<>();
        for (int i = 1; i < NvmeQueue.ENTRIES; i++) {
            NvmeCompletion completion = queue.await();
            assertEquals(0, completion.status());
            completed.add(completion.id());
        }
        assertEquals(submitted, completed);
        assertFalse(queue.hasCompletion());
    }

    @QosTest(only = DIRECT)
    void fillsBlocksWithZeros(Nvme nvme) {
        NvmeQueue queue = nvme.start().createQueue(1);
        nvme.write(queue, NAMESPACE, 100, random(4, 1));
        queue.run(NvmeCommand.of(NvmeCommand.WRITE_ZEROES, NAMESPACE, 101, 0, 1));
        byte[] expected = random(4, 1);
        Arrays.fill(expected, Nvme.BLOCK, 3 * Nvme.BLOCK, (byte) 0);
        assertArrayEquals(expected, nvme.read(queue, NAMESPACE, 100, 4));
    }

    @QosTest(only = DIRECT)
    void comparesBlocksWithData(Nvme nvme, QosMachine machine) {
        NvmeQueue queue = nvme.start().createQueue(1);
        byte[] data = random(1, 1);
        nvme.write(queue, NAMESPACE, 5, data);
        long buffer = machine.memory().alloc(data.length);
        machine.qtest().bufwrite(buffer, data);
        NvmeCommand command = NvmeCommand.of(NvmeCommand.COMPARE, NAMESPACE, 5).withData(buffer, 0);
        assertEquals(0, queue.execute(command).status());
        machine.qtest().writeb(buffer + 9, ~data[9]);
        assertEquals(NvmeCompletion.COMPARE_FAILURE, queue.execute(command).status());
    }

    @QosTest(only = DIRECT)
    void refusesInvalidCommands(Nvme nvme, QosMachine machine) {
        NvmeQueue queue = nvme.start().createQueue(1);
        long page = machine.memory().alloc(Nvme.IDENTIFICATION);
        NvmeCommand unknown = NvmeCommand.of(UNKNOWN, NAMESPACE);
        NvmeCommand beyond = NvmeCommand.of(NvmeCommand.READ, NAMESPACE, (int) BLOCKS - 1, 0, 1);
        NvmeCommand elsewhere = NvmeCommand.of(NvmeCommand.READ, NAMESPACE + 1);
        assertEquals(NvmeCompletion.INVALID_OPCODE, queue.execute(unknown).status());
        assertEquals(
                NvmeCompletion.BEYOND_THE_END, queue.execute(beyond.withData(page, 0)).status());
        assertNotEquals(0, queue.execute(elsewhere.withData(page, 0)).status());
        NvmeCommand again = NvmeCommand.of(NvmeCommand.CREATE_COMPLETION_QUEUE, 0, 7 << 16 | 1, 1);
        assertEquals(
                NvmeCompletion.INVALID_QUEUE,
                nvme.admin().execute(again.withData(page, 0)).status());
        assertArrayEquals(
                new byte[Nvme.BLOCK], nvme.read(queue, NAMESPACE, 0, 1), "after the refusals");
    }

    @QosTest(only = DIRECT, deviceOptions = "max_ioqpairs=5")
    void hasTheConfiguredNumberOfQueues(Nvme nvme) {
        nvme.start();
        NvmeCommand command = NvmeCommand.of(NvmeCommand.GET_FEATURES, 0, NUMBER_OF_QUEUES);
        // The numbers of completion queues and submission queues, each less 1.
        assertEquals(4 << 16 | 4, nvme.admin().run(command));
    }

    @QosTest(only = DIRECT)
    void losesItsQueuesInAReset(Nvme nvme) {
        nvme.start().createQueue(1);
        nvme.start();
        NvmeQueue queue = nvme.createQueue(1);
        nvme.write(queue, NAMESPACE, 3, random(1, 1));
        assertArrayEquals(random(1, 1), nvme.read(queue, NAMESPACE, 3, 1));
        nvme.deleteQueue(queue);
        nvme.createQueue(1);
    }

    @QosTest(only = DIRECT)
    void reportsInvalidDoorbells(Nvme nvme) {
        nvme.start();
        NvmeCommand event = NvmeCommand.of(NvmeCommand.ASYNCHRONOUS_EVENT_REQUEST, 0);
        int first = nvme.admin().submit(event);
        nvme.admin().tailDoorbell().write(NvmeQueue.ENTRIES);
        // Type 0, an error, with information 1: the value of a doorbell is invalid.
        assertEquals(new NvmeCompletion(first, 0, 0x01_0100), nvme.admin().await());
    }

    @QosTest(only = DIRECT)
    void sendsAMessageForACompletion(Nvme nvme, QTest qtest, QosMachine machine) {
        nvme.start();
        Msix msix = nvme.device().enableMsix();
        long message = machine.memory().alloc(4);
        qtest.memset(message, 4, 0);
        msix.set(2, message, 0xcafe);
        NvmeQueue queue = nvme.createQueue(1, 2);
        qtest.memory().registerl("message", message).expect(0);
        nvme.read(queue, NAMESPACE, 0, 1);
        qtest.memory().registerl("message", message).await(-1L, 0xcafe);
    }

    @QosTest(deviceOptions = "cmb_size_mb=2")
    void keepsItsMemoryBufferWithinItsBounds(Nvme nvme) {
        Bar buffer = nvme.device().map(2);
        assertEquals(2 << 20, buffer.size());
        buffer.registerl("memory buffer", 0).write(0xccbb_aa99L);
        buffer.registerb("memory buffer", 0).expect(0x99);
        buffer.registerw("memory buffer", 0).expect(0xaa99);
        // The bus forwards accesses that begin at the last byte.
        Region bus = buffer.window();
        long last = buffer.address() + buffer.size() - 1;
        bus.writel(last, 0x4433_2211L);
        bus.registerb("last byte", last).expect(0x11);
        assertNotEquals(0x2211, bus.readw(last));
        assertNotEquals(0x4433_2211L, bus.readl(last));
    }

    @QosTest(
            deviceOptions = "pmrdev=pmr0",
            arguments = "-object memory-backend-ram,id=pmr0,share=on,size=4096")
    void hasAPersistentMemoryRegionWhileItIsEnabled(Nvme nvme) {
        Bar region = nvme.device().map(4);
        // Readable and writable, in BAR 4, flushed by reading its status or by barriers, in the
        // controller's memory space.
        nvme.registers().registerl("PMRCAP", 0xe00).expect(0x0100_3cf8L, 0x0100_0898L);
        region.writel(0, 0xccbb_aa99L);
        assertNotEquals(0x99, region.readb(0));
        nvme.registers().registerl("PMRCTL", 0xe04).write(1);
        nvme.registers().registerl("PMRSTS", 0xe08).expect(1 << 8, 0);
        region.registerl("memory region", 0).writeAndExpect(0x4433_2211L);
        nvme.registers().registerl("PMRCTL", 0xe04).write(0);
        nvme.registers().registerl("PMRSTS", 0xe08).expect(1 << 8, 1 << 8);
        region.writel(0, 0x8877_6655L);
        assertNotEquals(0x55, region.readb(0));
    }
}
