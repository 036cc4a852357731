package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;

/** virtio-blk on every machine and transport. */
class VirtioBlkTest {
    private static final long SECTORS = (64 << 20) / VirtioBlk.SECTOR;

    @QosTest
    void readsWhatItWrote(VirtioBlk disk) {
        disk.start(0);
        byte[] written = new byte[8 * VirtioBlk.SECTOR];
        new Random(7).nextBytes(written);
        disk.write(5, written);
        assertArrayEquals(written, disk.read(5, 8));
        assertArrayEquals(new byte[VirtioBlk.SECTOR], disk.read(4, 1));
    }

    @QosTest
    void tellsItsCapacity(VirtioBlk disk) {
        disk.start(0);
        assertEquals(SECTORS, disk.capacity());
    }
}
