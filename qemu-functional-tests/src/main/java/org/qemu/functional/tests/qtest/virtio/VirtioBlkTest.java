package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Random;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;

/** Requests to virtio-blk, on each machine and transport. */
class VirtioBlkTest {
    private static final int BYTES = 64 << 20;
    private static final long SECTORS = BYTES / VirtioBlk.SECTOR;

    private static byte[] random(int sectors) {
        byte[] bytes = new byte[sectors * VirtioBlk.SECTOR];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @QosTest
    void readsWhatItWrote(VirtioBlk disk) {
        disk.start(0);
        byte[] written = random(8);
        disk.write(5, written);
        assertArrayEquals(written, disk.read(5, 8));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(4, 1));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(13, 1));
    }

    @QosTest
    void readsAndWritesItsLastSector(VirtioBlk disk) {
        disk.start(0);
        byte[] written = random(1);
        disk.write(SECTORS - 1, written);
        assertArrayEquals(written, disk.read(SECTORS - 1, 1));
    }

    @QosTest(deviceOptions = "queue-size=64,logical_block_size=4096,physical_block_size=4096")
    void describesItselfInItsConfiguration(VirtioBlk disk) {
        disk.start(0);
        assertEquals(SECTORS, disk.capacity());
        // All descriptors except those of header and status (seg-max-adjust of
        // hw/block/virtio-blk.c).
        disk.config().segMax().expect(64 - 2);
        disk.config().blkSize().expect(4096);
    }

    @QosTest(deviceOptions = "serial=Nr.-17/4")
    void tellsItsSerialNumber(VirtioBlk disk) {
        disk.start(0);
        assertEquals("Nr.-17/4", disk.serial());
    }

    @QosTest(deviceOptions = "serial=abcdefghijklmnopqrst")
    void tellsASerialNumberThatFillsItsField(VirtioBlk disk) {
        disk.start(0);
        assertEquals("abcdefghijklmnopqrst", disk.serial());
    }

    @QosTest
    void flushes(VirtioBlk disk, QTest qtest) {
        disk.start(VirtioBlk.FLUSH);
        assertTrue(disk.device().has(VirtioBlk.FLUSH), "FLUSH is not offered");
        disk.write(0, random(1));
        long before = flushes(qtest);
        disk.flush();
        assertEquals(before + 1, flushes(qtest));
    }

    private static long flushes(QTest qtest) {
        JsonNode stats = qtest.cmd("query-blockstats");
        return stats.path(0).path("stats").path("flush_operations").asLong(-1);
    }

    @QosTest
    void switchesItsCacheUntilItIsReset(VirtioBlk disk, QTest qtest) {
        disk.start(VirtioBlk.CONFIG_WCE);
        disk.config().writeback().expect(1);
        disk.config().writeback().writeAndExpect(0);
        assertEquals("false", writeback(qtest));
        disk.start(VirtioBlk.CONFIG_WCE);
        disk.config().writeback().expect(1);
        assertEquals("true", writeback(qtest));
    }

    private static String writeback(QTest qtest) {
        JsonNode block = qtest.cmd("query-block").path(0);
        return block.path("inserted").path("cache").path("writeback").asText();
    }

    @QosTest
    void refusesKindsThatItDoesNotKnow(VirtioBlk disk) {
        disk.start(0);
        for (int kind : new int[] {62, 0x7fff_fff0, 0x4000_0002}) {
            assertEquals(
                    VirtioBlk.UNSUPPORTED,
                    disk.request(kind, 0, new byte[0], 0),
                    "status of kind 0x%x".formatted(kind));
        }
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(0, 1));
    }

    @QosTest
    void doesNotReachBeyondItsEnd(VirtioBlk disk) {
        disk.start(0);
        byte[] two = random(2);
        for (long sector : new long[] {SECTORS - 1, SECTORS, SECTORS + 1, -1, Long.MAX_VALUE}) {
            assertEquals(
                    VirtioBlk.IO_ERROR,
                    disk.request(VirtioBlk.READ_REQUEST, sector, new byte[0], two.length),
                    "status of reading at sector 0x%x".formatted(sector));
            assertEquals(
                    VirtioBlk.IO_ERROR,
                    disk.request(VirtioBlk.WRITE_REQUEST, sector, two, 0),
                    "status of writing at sector 0x%x".formatted(sector));
        }
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(SECTORS - 1, 1));
    }

    @QosTest(deviceOptions = "logical_block_size=4096,physical_block_size=4096")
    void refusesPartsOfBlocks(VirtioBlk disk) {
        disk.start(0);
        assertEquals(
                VirtioBlk.IO_ERROR, disk.request(VirtioBlk.READ_REQUEST, 1, new byte[0], 4096));
        assertEquals(VirtioBlk.IO_ERROR, disk.request(VirtioBlk.READ_REQUEST, 0, new byte[0], 512));
        assertArrayEquals(new byte[4096], disk.read(8, 8));
    }

    @QosTest(
            arguments = "-drive if=none,id=fixed,file={image:1M},format=raw,read-only=on",
            deviceOptions = "drive=fixed")
    void doesNotWriteWhatIsReadOnly(VirtioBlk disk) {
        disk.start(VirtioBlk.READ_ONLY);
        assertTrue(disk.device().has(VirtioBlk.READ_ONLY), "READ_ONLY is not offered");
        assertEquals(VirtioBlk.IO_ERROR, disk.request(VirtioBlk.WRITE_REQUEST, 0, random(1), 0));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(0, 1));
    }

    @QosTest(
            arguments =
                    "-drive if=none,id=worn,format=raw,file.driver=blkdebug,file.image.driver=file,"
                            + "file.image.filename={image:1M},file.inject-error.0.event=none,"
                            + "file.inject-error.0.iotype=read,file.inject-error.0.sector=9",
            deviceOptions = "drive=worn")
    void tellsOfErrorsOfTheMedium(VirtioBlk disk) {
        disk.start(0);
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(8, 1));
        assertEquals(
                VirtioBlk.IO_ERROR,
                disk.request(VirtioBlk.READ_REQUEST, 9, new byte[0], VirtioBlk.SECTOR));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(10, 1));
    }

    @QosTest
    void tellsOfItsNewSize(VirtioBlk disk, QTest qtest) {
        disk.start(0);
        assertEquals(0, disk.device().transport().takeInterrupts());
        qtest.cmd("block_resize", "device", "disk", "size", BYTES / 2);
        disk.device().awaitInterrupt(VirtioDevice.CONFIG_INTERRUPT);
        assertEquals(SECTORS / 2, disk.capacity());
        assertEquals(
                VirtioBlk.IO_ERROR,
                disk.request(VirtioBlk.READ_REQUEST, SECTORS / 2, new byte[0], VirtioBlk.SECTOR));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(SECTORS / 2 - 1, 1));
    }

    @QosTest
    void writesZeroes(VirtioBlk disk) {
        disk.start(VirtioBlk.WRITE_ZEROES);
        assertTrue(disk.device().has(VirtioBlk.WRITE_ZEROES), "WRITE_ZEROES is not offered");
        byte[] written = random(4);
        disk.write(2, written);
        assertEquals(VirtioBlk.OK, disk.clear(VirtioBlk.WRITE_ZEROES_REQUEST, 3, 2, 0));
        byte[] expected = written.clone();
        Arrays.fill(expected, VirtioBlk.SECTOR, 3 * VirtioBlk.SECTOR, (byte) 0);
        assertArrayEquals(expected, disk.read(2, 4));
        assertEquals(
                VirtioBlk.OK, disk.clear(VirtioBlk.WRITE_ZEROES_REQUEST, 2, 1, VirtioBlk.UNMAP));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(2, 1));
    }

    @QosTest
    void discardsWhatIsThere(VirtioBlk disk) {
        disk.start(VirtioBlk.DISCARD);
        assertTrue(disk.device().has(VirtioBlk.DISCARD), "DISCARD is not offered");
        disk.config().maxDiscardSeg().expect(1);
        int discard = VirtioBlk.DISCARD_REQUEST;
        assertEquals(VirtioBlk.OK, disk.clear(discard, 8, 8, 0));
        assertEquals(VirtioBlk.UNSUPPORTED, disk.clear(discard, 8, 8, VirtioBlk.UNMAP));
        assertEquals(VirtioBlk.UNSUPPORTED, disk.clear(discard, 8, 8, 0x8000_0000));
        assertEquals(VirtioBlk.IO_ERROR, disk.clear(discard, SECTORS, 1, 0));
        assertEquals(VirtioBlk.IO_ERROR, disk.clear(discard, 0, -1, 0));
    }

    @QosTest
    void discardsOneRangeAtOnce(VirtioBlk disk) {
        disk.start(VirtioBlk.DISCARD);
        byte[] two = Arrays.copyOf(disk.range(0, 1, 0), 2 * disk.range(0, 1, 0).length);
        assertEquals(VirtioBlk.UNSUPPORTED, disk.request(VirtioBlk.DISCARD_REQUEST, 0, two, 0));
    }
}
