package org.qemu.functional.tests.qtest.virtio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.scsi.ScsiCommand;
import org.qemu.functional.qtest.qos.scsi.ScsiSense;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioScsi;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioScsi.Event;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioScsiReply;

/** virtio-scsi with a disk, on each machine and transport. */
class VirtioScsiTest {
    private static final int TARGET = 1;
    private static final int BLOCK = 512;
    private static final int BLOCKS = (64 << 20) / BLOCK;
    private static final byte[] NOTHING = {};
    private static final String MORE =
            "-drive if=none,id=more,file={image:1M},format=raw -device scsi-hd,bus=scsi.0,scsi-id=1";

    private static VirtioScsiReply ask(VirtioScsi scsi, byte[] command, int room) {
        return scsi.execute(TARGET, 0, command, NOTHING, room);
    }

    /** Start a disk, and acknowledge that it reports its power-on. */
    private static void start(VirtioScsi scsi, long features) {
        scsi.start(features);
        assertTrue(scsi.device().has(features), "not offered: 0x%x".formatted(features));
        assertEquals(ScsiSense.RESET, ask(scsi, ScsiCommand.testUnitReady(), 0).sense());
    }

    @QosTest(deviceOptions = "num_queues=3,virtqueue_size=64,max_sectors=1000,cmd_per_lun=7")
    void describesItselfInItsConfiguration(VirtioScsi scsi) {
        scsi.start(0);
        scsi.config().registerl("num_queues", 0).expect(3);
        scsi.config().registerl("seg_max", 4).expect(64 - 2);
        scsi.config().registerl("max_sectors", 8).expect(1000);
        scsi.config().registerl("cmd_per_lun", 12).expect(7);
        scsi.config().registerl("event_info_size", 16).expect(16);
        scsi.config().registerl("sense_size", 20).expect(96);
        scsi.config().registerl("cdb_size", 24).expect(32);
        scsi.config().registerw("max_channel", 28).expect(0);
        scsi.config().registerw("max_target", 30).expect(255);
        scsi.config().registerl("max_lun", 32).expect(16383);
        scsi.device().queue(4);
        assertEquals(0, scsi.device().transport().maxQueueSize(5));
    }

    @QosTest
    void wantsAttentionAfterItsReset(VirtioScsi scsi) {
        for (int i = 0; i < 2; i++) {
            scsi.start(0);
            assertEquals(ScsiSense.RESET, ask(scsi, ScsiCommand.testUnitReady(), 0).sense());
            ask(scsi, ScsiCommand.testUnitReady(), 0).good();
        }
    }

    @QosTest(
            arguments =
                    MORE + ",lun=5,drive=more,vendor=Vendor,product=Product,ver=1.5,serial=S-17")
    void tellsWhatItIs(VirtioScsi scsi) {
        scsi.start(0);
        byte[] disk = ask(scsi, ScsiCommand.inquiry(36), 36).good();
        assertEquals(0, disk[0], "type of device");
        assertEquals("QEMU    QEMU HARDDISK   ", new String(disk, 8, 24, US_ASCII));
        byte[] other = scsi.execute(TARGET, 5, ScsiCommand.inquiry(36), NOTHING, 36).good();
        assertEquals("Vendor  Product         1.5", new String(other, 8, 27, US_ASCII));
        byte[] serial =
                scsi.execute(TARGET, 5, ScsiCommand.inquiryPage(0x80, 64), NOTHING, 64).good();
        assertEquals("S-17", new String(serial, 4, serial[3], US_ASCII));
    }

    @QosTest(arguments = MORE + ",lun=300,drive=more")
    void reportsItsUnits(VirtioScsi scsi) {
        scsi.start(0);
        byte[] reported = ask(scsi, ScsiCommand.reportLuns(64), 64).good();
        assertEquals(List.of(0, 300), VirtioScsi.units(reported));
    }

    @QosTest
    void tellsItsCapacity(VirtioScsi scsi) {
        start(scsi, 0);
        ByteBuffer capacity = ByteBuffer.wrap(ask(scsi, ScsiCommand.readCapacity10(), 8).good());
        assertEquals(BLOCKS - 1, capacity.getInt());
        assertEquals(BLOCK, capacity.getInt());
    }

    @QosTest
    void readsWhatItWrote(VirtioScsi scsi) {
        start(scsi, 0);
        byte[] written = new byte[5 * BLOCK];
        new Random(5).nextBytes(written);
        scsi.execute(TARGET, 0, ScsiCommand.write10(BLOCKS - 5, 5), written, 0).good();
        byte[] read = ask(scsi, ScsiCommand.read10(BLOCKS - 5, 5), written.length).good();
        assertArrayEquals(written, read);
    }

    @QosTest
    void refusesWhatMakesNoSense(VirtioScsi scsi) {
        start(scsi, 0);
        assertEquals(ScsiSense.NO_BLOCK, ask(scsi, ScsiCommand.read10(BLOCKS, 1), BLOCK).sense());
        assertEquals(
                ScsiSense.NO_BLOCK,
                scsi.execute(TARGET, 0, ScsiCommand.write10(-1, 2), new byte[2 * BLOCK], 0)
                        .sense());
        assertEquals(ScsiSense.NO_COMMAND, ask(scsi, new byte[] {0x1f, 0}, 0).sense());
        ask(scsi, ScsiCommand.testUnitReady(), 0).good();
    }

    @QosTest
    void needsRoomForWhatIsRead(VirtioScsi scsi) {
        start(scsi, 0);
        assertEquals(VirtioScsi.OVERRUN, ask(scsi, ScsiCommand.read10(0, 2), BLOCK).response());
        ask(scsi, ScsiCommand.read10(0, 2), 2 * BLOCK).good();
    }

    @QosTest
    void knowsWhatIsNotThere(VirtioScsi scsi) {
        start(scsi, 0);
        byte[] command = ScsiCommand.testUnitReady();
        assertEquals(VirtioScsi.BAD_TARGET, scsi.execute(7, 0, command, NOTHING, 0).response());
        assertEquals(ScsiSense.NO_UNIT, scsi.execute(TARGET, 9, command, NOTHING, 0).sense());
        byte[] inquiry = scsi.execute(TARGET, 9, ScsiCommand.inquiry(36), NOTHING, 36).good();
        assertEquals(0x7f, inquiry[0], "type of a missing device");
    }

    @QosTest
    void resetsAUnit(VirtioScsi scsi) {
        start(scsi, 0);
        ask(scsi, ScsiCommand.testUnitReady(), 0).good();
        assertEquals(VirtioScsi.OK, scsi.manage(VirtioScsi.LOGICAL_UNIT_RESET, TARGET, 0));
        assertEquals(ScsiSense.RESET, ask(scsi, ScsiCommand.testUnitReady(), 0).sense());
        assertEquals(VirtioScsi.BAD_TARGET, scsi.manage(VirtioScsi.LOGICAL_UNIT_RESET, 7, 0));
    }

    @QosTest(arguments = "-drive if=none,id=late,file={image:2M},format=raw")
    void tellsOfUnitsThatComeAndGo(VirtioScsi scsi, QTest qtest) {
        start(scsi, VirtioScsi.HOTPLUG);
        scsi.offerEvent();
        qtest.vm()
                .monitor()
                .deviceAdd(
                        "scsi-hd", "late", "bus", "scsi.0", "scsi-id", TARGET, "lun", 260, "drive",
                        "late");
        assertEquals(
                new Event(Event.TRANSPORT_RESET, TARGET, 260, Event.RESCAN), scsi.awaitEvent());
        assertEquals(ScsiSense.OTHER_UNITS, ask(scsi, ScsiCommand.testUnitReady(), 0).sense());
        scsi.offerEvent();
        qtest.vm().monitor().deviceDel("late");
        assertEquals(
                new Event(Event.TRANSPORT_RESET, TARGET, 260, Event.REMOVED), scsi.awaitEvent());
    }

    @QosTest
    void tellsOfAnotherCapacity(VirtioScsi scsi, QTest qtest) {
        start(scsi, VirtioScsi.CHANGE);
        scsi.offerEvent();
        qtest.cmd("block_resize", "device", "disk", "size", 32 << 20);
        assertEquals(new Event(Event.CHANGED, TARGET, 0, 0x092a), scsi.awaitEvent());
        assertEquals(ScsiSense.OTHER_CAPACITY, ask(scsi, ScsiCommand.testUnitReady(), 0).sense());
        ByteBuffer capacity = ByteBuffer.wrap(ask(scsi, ScsiCommand.readCapacity10(), 8).good());
        assertEquals(BLOCKS / 2 - 1, capacity.getInt());
    }

    @QosTest
    void tellsThatEventsWereMissed(VirtioScsi scsi, QTest qtest) {
        start(scsi, VirtioScsi.CHANGE);
        qtest.cmd("block_resize", "device", "disk", "size", 32 << 20);
        assertEquals(ScsiSense.OTHER_CAPACITY, ask(scsi, ScsiCommand.testUnitReady(), 0).sense());
        scsi.offerEvent();
        assertEquals(Event.NONE | Event.MISSED, scsi.awaitEvent().kind());
    }
}
