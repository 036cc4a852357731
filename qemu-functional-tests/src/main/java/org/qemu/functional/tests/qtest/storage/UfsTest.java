package org.qemu.functional.tests.qtest.storage;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.scsi.ScsiCommand;
import org.qemu.functional.qtest.qos.scsi.ScsiSense;
import org.qemu.functional.qtest.qos.ufs.Ufs;
import org.qemu.functional.qtest.qos.ufs.UfsQuery;
import org.qemu.functional.qtest.qos.ufs.UfsReply;

/**
 * UFS. Requests are executed where the controller accesses memory without an IOMMU, and therefore
 * not behind sPAPR's.
 */
class UfsTest {
    private static final String DIRECT = "/(pc|q35|virt)/";
    private static final String CIRCULAR_QUEUES = "mcq=true,mcq-maxq=1";
    private static final int BLOCK = 4096;
    private static final int BLOCKS = (64 << 20) / BLOCK;
    private static final int UNIT = 0;

    // Flags, attributes and descriptors (UFS 4.0, 14).
    private static final int FLAG_LIFE_SPAN_MODE = 0x05;
    private static final int FLAG_PURGE = 0x06;
    private static final int FLAG_BUSY_RTC = 0x09;
    private static final int ATTRIBUTE_POWER_MODE = 0x02;
    private static final int ATTRIBUTE_ICC_LEVEL = 0x03;
    private static final int ATTRIBUTE_EVENT_CONTROL = 0x0d;
    private static final int ATTRIBUTE_SECONDS_PASSED = 0x0f;
    private static final int ATTRIBUTE_HIGH_TEMPERATURE = 0x19;
    private static final int ATTRIBUTE_LOW_TEMPERATURE = 0x1a;
    private static final int DESCRIPTOR_DEVICE = 0;
    private static final int DESCRIPTOR_UNIT = 2;
    private static final int DESCRIPTOR_INTERCONNECT = 4;
    private static final int DESCRIPTOR_STRING = 5;
    private static final int DESCRIPTOR_GEOMETRY = 7;
    private static final int DESCRIPTOR_POWER = 8;
    private static final int DESCRIPTOR_HEALTH = 9;

    /** The unit of the memory block that is protected against replay. */
    private static final int PROTECTED_UNIT = 0xc4;

    private static byte[] random(int blocks, int seed) {
        byte[] data = new byte[blocks * BLOCK];
        new Random(seed).nextBytes(data);
        return data;
    }

    /** Start the controller and make the unit report its reset. */
    private static Ufs.Started ready(Ufs ufs) {
        Ufs.Started started = ufs.start();
        started.read(UNIT, ScsiCommand.testUnitReady(), 0);
        return started;
    }

    private static UfsReply good(UfsReply reply) {
        assertEquals(UfsReply.SUCCESS, reply.status());
        assertEquals(0, reply.response());
        assertEquals(ScsiCommand.GOOD, reply.scsiStatus());
        return reply;
    }

    private static void expectRefusal(int response, UfsReply reply) {
        assertEquals(UfsReply.INVALID_REQUEST, reply.status());
        assertEquals(response, reply.response());
    }

    @QosTest
    void hasSlotsForRequests(Ufs ufs) {
        // 32 slots for requests, 8 for task management, addresses of 64 bits.
        ufs.capabilities().expect(0x0107_001f, 0x0107_001f);
    }

    @QosTest(only = DIRECT)
    void answersARequestThatDoesNothing(Ufs ufs) {
        UfsReply reply = ufs.start().noOperation();
        assertEquals(UfsReply.SUCCESS, reply.status());
        assertEquals(0x20, reply.type());
    }

    @QosTest(only = DIRECT)
    void reportsTheResetOfItsUnitOnce(Ufs ufs) {
        Ufs.Started started = ufs.start();
        UfsReply first = started.read(UNIT, ScsiCommand.testUnitReady(), 0);
        assertEquals(ScsiCommand.CHECK_CONDITION, first.scsiStatus());
        assertEquals(ScsiSense.RESET, first.sense());
        good(started.read(UNIT, ScsiCommand.testUnitReady(), 0));
    }

    @QosTest(only = DIRECT)
    void listsItsUnits(Ufs ufs) {
        byte[] list = good(ready(ufs).read(UNIT, ScsiCommand.reportLuns(4096), 4096)).data();
        assertEquals(8, ByteBuffer.wrap(list).getInt());
        assertEquals(UNIT, ByteBuffer.wrap(list).getLong(8));
    }

    @QosTest(only = DIRECT)
    void hasTheCapacityOfItsImage(Ufs ufs) {
        ByteBuffer capacity =
                ByteBuffer.wrap(
                        good(ready(ufs).read(UNIT, ScsiCommand.readCapacity10(), 8)).data());
        assertEquals(BLOCKS - 1, capacity.getInt());
        assertEquals(BLOCK, capacity.getInt());
    }

    private static void readsWhatItWrote(Ufs.Started started) {
        for (int blocks : new int[] {1, 2, 20}) {
            byte[] data = random(blocks, blocks);
            int first = BLOCKS - blocks;
            good(started.write(UNIT, ScsiCommand.write10(first, blocks), data));
            assertArrayEquals(
                    data,
                    good(started.read(UNIT, ScsiCommand.read10(first, blocks), data.length))
                            .data());
        }
        assertArrayEquals(
                new byte[BLOCK], good(started.read(UNIT, ScsiCommand.read10(0, 1), BLOCK)).data());
    }

    @QosTest(only = DIRECT)
    void readsWhatItWrote(Ufs ufs) {
        readsWhatItWrote(ready(ufs));
    }

    @QosTest(only = DIRECT, deviceOptions = CIRCULAR_QUEUES)
    void readsThroughACircularQueueWhatItWrote(Ufs ufs) {
        readsWhatItWrote(ready(ufs));
    }

    @QosTest(only = DIRECT)
    void refusesBlocksBeyondTheEnd(Ufs ufs) {
        Ufs.Started started = ready(ufs);
        UfsReply reply = started.read(UNIT, ScsiCommand.read10(BLOCKS, 1), BLOCK);
        assertEquals(ScsiCommand.CHECK_CONDITION, reply.scsiStatus());
        assertEquals(ScsiSense.NO_BLOCK, reply.sense());
        good(started.read(UNIT, ScsiCommand.read10(BLOCKS - 1, 1), BLOCK));
    }

    private static void executesManyRequestsAtOnce(Ufs.Started started, int depth) {
        assertEquals(depth, started.depth());
        // This is sufficient to wrap around.
        for (int i = 0; i < 3; i++) {
            for (UfsReply reply : started.noOperations(depth)) {
                assertEquals(UfsReply.SUCCESS, reply.status());
                assertEquals(0x20, reply.type());
            }
        }
    }

    @QosTest(only = DIRECT)
    void executesARequestInEachSlot(Ufs ufs) {
        executesManyRequestsAtOnce(ufs.start(), 32);
    }

    @QosTest(only = DIRECT, deviceOptions = CIRCULAR_QUEUES)
    void executesRequestsOfAFullQueue(Ufs ufs) {
        executesManyRequestsAtOnce(ufs.start(), 31);
    }

    @QosTest(only = DIRECT)
    void changesFlags(Ufs ufs) {
        Ufs.Started started = ufs.start();
        int flag = FLAG_LIFE_SPAN_MODE;
        assertEquals(0, good(started.query(UfsQuery.readFlag(flag))).value());
        assertEquals(1, good(started.query(UfsQuery.setFlag(flag))).value());
        assertEquals(1, good(started.query(UfsQuery.readFlag(flag))).value());
        assertEquals(0, good(started.query(UfsQuery.clearFlag(flag))).value());
        assertEquals(1, good(started.query(UfsQuery.toggleFlag(flag))).value());
        assertEquals(0, good(started.query(UfsQuery.toggleFlag(flag))).value());
        expectRefusal(UfsReply.NOT_READABLE, started.query(UfsQuery.readFlag(FLAG_PURGE)));
        expectRefusal(UfsReply.NOT_WRITEABLE, started.query(UfsQuery.setFlag(FLAG_BUSY_RTC)));
    }

    @QosTest(only = DIRECT)
    void changesAttributes(Ufs ufs) {
        Ufs.Started started = ufs.start();
        for (int attribute : new int[] {ATTRIBUTE_ICC_LEVEL, ATTRIBUTE_EVENT_CONTROL}) {
            good(started.query(UfsQuery.writeAttribute(attribute, 3)));
            assertEquals(3, good(started.query(UfsQuery.readAttribute(attribute))).value());
        }
        expectRefusal(
                UfsReply.INVALID_VALUE,
                started.query(UfsQuery.writeAttribute(ATTRIBUTE_ICC_LEVEL, 0x10)));
        expectRefusal(
                UfsReply.NOT_READABLE,
                started.query(UfsQuery.readAttribute(ATTRIBUTE_SECONDS_PASSED)));
        expectRefusal(
                UfsReply.NOT_WRITEABLE,
                started.query(UfsQuery.writeAttribute(ATTRIBUTE_POWER_MODE, 1)));
        assertEquals(3, good(started.query(UfsQuery.readAttribute(ATTRIBUTE_ICC_LEVEL))).value());
        // Degrees Celsius, plus 80.
        assertEquals(
                160,
                good(started.query(UfsQuery.readAttribute(ATTRIBUTE_HIGH_TEMPERATURE))).value());
        assertEquals(
                60, good(started.query(UfsQuery.readAttribute(ATTRIBUTE_LOW_TEMPERATURE))).value());
    }

    private static byte[] descriptor(Ufs.Started started, int kind, int index, int size) {
        byte[] descriptor = good(started.query(UfsQuery.readDescriptor(kind, index))).descriptor();
        assertEquals(size, descriptor.length);
        assertEquals(kind, descriptor[1]);
        return descriptor;
    }

    @QosTest(only = DIRECT)
    void describesItself(Ufs ufs) {
        Ufs.Started started = ufs.start();
        byte[] device = descriptor(started, DESCRIPTOR_DEVICE, 0, 89);
        assertEquals(1, device[6], "units");
        descriptor(started, DESCRIPTOR_INTERCONNECT, 0, 6);
        descriptor(started, DESCRIPTOR_POWER, 0, 98);
        descriptor(started, DESCRIPTOR_HEALTH, 0, 45);
        // Its length depends on the version of QEMU.
        UfsReply geometry = good(started.query(UfsQuery.readDescriptor(DESCRIPTOR_GEOMETRY, 0)));
        assertEquals(DESCRIPTOR_GEOMETRY, geometry.descriptor()[1]);
        byte[] manufacturer = descriptor(started, DESCRIPTOR_STRING, device[0x14], 0x12);
        assertEquals("REDHAT", new String(manufacturer, 2, 12, UTF_16BE));
    }

    @QosTest(only = DIRECT)
    void describesItsUnits(Ufs ufs) {
        Ufs.Started started = ufs.start();
        ByteBuffer unit = ByteBuffer.wrap(descriptor(started, DESCRIPTOR_UNIT, UNIT, 45));
        assertEquals(UNIT, unit.get(2));
        assertEquals(1, unit.get(3), "enabled");
        // As a power of two.
        assertEquals(12, unit.get(0x0a), "size of a block");
        assertEquals(BLOCKS, unit.getLong(0x0b), "number of blocks");
        byte[] guarded = descriptor(started, DESCRIPTOR_UNIT, PROTECTED_UNIT, 35);
        assertEquals((byte) PROTECTED_UNIT, guarded[2]);
        expectRefusal(
                UfsReply.INVALID_INDEX,
                started.query(UfsQuery.readDescriptor(DESCRIPTOR_UNIT, 40)));
        expectRefusal(
                UfsReply.INVALID_SELECTOR,
                started.query(UfsQuery.readDescriptor(DESCRIPTOR_DEVICE, 0).withSelector(1)));
    }

    @QosTest(only = DIRECT)
    void hibernatesAndWakesUp(Ufs ufs) {
        Ufs.Started started = ufs.start();
        ufs.interrupts().write(Ufs.HIBERNATES | Ufs.AWAKE);
        assertEquals(0, ufs.command(Ufs.HIBERNATE));
        ufs.interrupts().expect(Ufs.HIBERNATES | Ufs.AWAKE, Ufs.HIBERNATES);
        ufs.interrupts().write(Ufs.HIBERNATES);
        assertEquals(0, ufs.command(Ufs.WAKE_UP));
        ufs.interrupts().expect(Ufs.HIBERNATES | Ufs.AWAKE, Ufs.AWAKE);
        assertEquals(UfsReply.SUCCESS, started.noOperation().status());
    }

    @QosTest
    void refusesAnUnknownCommandOfTheInterconnect(Ufs ufs) {
        assertEquals(1, ufs.command(0x7f));
    }
}
