package org.qemu.functional.tests.qtest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.BOOT_DEVICE;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.BOOT_MENU;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.ID;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.MAX_CPUS;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.NB_CPUS;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.NOGRAPHIC;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.NUMA;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.RAM_SIZE;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.SIGNATURE;
import static org.qemu.functional.qtest.qos.fwcfg.FwCfgKey.UUID;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.fwcfg.FwCfg;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgFile;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/** The data for firmware on each machine that has the fw_cfg device (docs/specs/fw_cfg.rst). */
class FwCfgTest {
    private static final String WITH_DMA = "/(pc|q35|virt)/";
    private static final String WITHOUT_DMA = "/(SS-5|sun4u|g3beige|mac99)/";
    private static final String PC = "/(pc|q35)/";

    /**
     * The machines with the memory size in fw_cfg; Arm's virt has it in its device tree instead.
     */
    private static final String WITH_MEMORY_SIZE = "/(pc|q35|SS-5|sun4u|g3beige|mac99)/";

    private static final long MIB = 1 << 20;

    @QosTest
    void beginsWithItsSignature(FwCfg fwCfg) {
        assertEquals("QEMU", new String(fwCfg.read(SIGNATURE, 4), US_ASCII));
        // Bytes after the end of an item are 0, and the next selection starts at its beginning.
        assertArrayEquals(new byte[] {'Q', 'E', 'M', 'U', 0, 0}, fwCfg.read(SIGNATURE, 6));
    }

    @QosTest
    void readsNothingOfWhatThereIsNot(FwCfg fwCfg) {
        assertArrayEquals(new byte[8], fwCfg.read(0x3ffe, 8));
    }

    @QosTest(only = WITH_DMA)
    void tellsThatItHasDma(FwCfg fwCfg) {
        assertEquals(3, fwCfg.read32(ID));
    }

    @QosTest(only = WITHOUT_DMA)
    void tellsThatItHasNoDma(FwCfg fwCfg) {
        assertEquals(1, fwCfg.read32(ID));
    }

    @QosTest(only = WITHOUT_DMA)
    void missesDmaWhereThereIsNone(FwCfg fwCfg, QosMachine machine) {
        AssertionError missed =
                assertThrows(AssertionError.class, () -> fwCfg.dma(machine.memory()));
        assertTrue(String.valueOf(missed.getMessage()).startsWith("fw_cfg does not support DMA"));
    }

    @QosTest(arguments = "-uuid 4600cb32-38ec-4b2f-8acb-81c6ea54f2d8")
    void tellsTheUuid(FwCfg fwCfg) {
        assertEquals(
                "4600cb3238ec4b2f8acb81c6ea54f2d8", HexFormat.of().formatHex(fwCfg.read(UUID, 16)));
    }

    @QosTest(arguments = "-m 96M", only = WITH_MEMORY_SIZE)
    void tellsTheSizeOfTheMemory(FwCfg fwCfg) {
        assertEquals(96 * MIB, fwCfg.read64(RAM_SIZE));
    }

    @QosTest
    void tellsOneCpu(FwCfg fwCfg) {
        assertEquals(1, fwCfg.read16(NB_CPUS));
    }

    @QosTest(arguments = "-smp 2,maxcpus=4", only = PC)
    void tellsHowManyCpusThereAreAndCanBe(FwCfg fwCfg) {
        assertEquals(2, fwCfg.read16(NB_CPUS));
        assertEquals(4, fwCfg.read16(MAX_CPUS));
    }

    @QosTest(only = PC)
    void tellsOfNoNumaNodes(FwCfg fwCfg) {
        assertEquals(0, fwCfg.read64(NUMA));
    }

    @QosTest(
            arguments =
                    "-smp 2 -m 128M -object memory-backend-ram,id=m0,size=96M"
                            + " -object memory-backend-ram,id=m1,size=32M"
                            + " -numa node,cpus=0,memdev=m0 -numa node,cpus=1,memdev=m1",
            only = PC)
    void tellsCpusAndMemoryOfNumaNodes(FwCfg fwCfg) {
        // The number of nodes, then the node of each CPU, then the memory of each node.
        ByteBuffer numa = ByteBuffer.wrap(fwCfg.read(NUMA, 5 * 8)).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> found = new ArrayList<>();
        while (numa.hasRemaining()) {
            found.add(numa.getLong());
        }
        assertEquals(List.of(2L, 0L, 1L, 96 * MIB, 32 * MIB), found);
    }

    @QosTest
    void tellsOfADisplay(FwCfg fwCfg) {
        assertEquals(0, fwCfg.read16(NOGRAPHIC));
    }

    @QosTest(arguments = "-nographic")
    void tellsOfNoDisplay(FwCfg fwCfg) {
        assertEquals(1, fwCfg.read16(NOGRAPHIC));
    }

    @QosTest
    void wantsNoBootMenu(FwCfg fwCfg) {
        assertEquals(0, fwCfg.read16(BOOT_MENU));
    }

    @QosTest(arguments = "-boot menu=on")
    void wantsABootMenu(FwCfg fwCfg) {
        assertEquals(1, fwCfg.read16(BOOT_MENU));
    }

    @QosTest(arguments = "-boot once=d,order=c", only = WITHOUT_DMA)
    void tellsWhatToBootFromOnceAndThen(FwCfg fwCfg, QTest qtest) {
        assertEquals('d', fwCfg.read16(BOOT_DEVICE));
        qtest.systemReset();
        assertEquals('c', fwCfg.read16(BOOT_DEVICE));
    }

    @QosTest(arguments = "-boot reboot-timeout=15")
    void tellsHowLongToWaitBeforeRebooting(FwCfg fwCfg) {
        FwCfgFile file = fwCfg.file("etc/boot-fail-wait");
        assertEquals(4, file.size());
        assertEquals(15, fwCfg.read32(file.key()));
    }

    @QosTest(arguments = "-boot reboot-timeout=-1")
    void tellsNotToReboot(FwCfg fwCfg) {
        assertEquals(0xffffffffL, fwCfg.read32(fwCfg.file("etc/boot-fail-wait").key()));
    }

    @QosTest(arguments = "-boot splash-time=12")
    void tellsHowLongToShowTheBootMenu(FwCfg fwCfg) {
        FwCfgFile file = fwCfg.file("etc/boot-menu-wait");
        assertEquals(2, file.size());
        assertEquals(12, fwCfg.read16(file.key()));
    }

    @QosTest(
            arguments =
                    "-fw_cfg name=opt/org.test/b,string=world"
                            + " -fw_cfg name=opt/org.test/a,string=hello")
    void hasTheFilesOfTheUser(FwCfg fwCfg) {
        assertEquals("hello", new String(fwCfg.readFile("opt/org.test/a"), US_ASCII));
        assertEquals("world", new String(fwCfg.readFile("opt/org.test/b"), US_ASCII));
        // The directory is sorted, and so are the keys.
        int first = fwCfg.file("opt/org.test/a").key();
        assertTrue(first >= 0x20, () -> "0x%x is not the key of a file".formatted(first));
        assertEquals(first + 1, fwCfg.file("opt/org.test/b").key());
    }

    @QosTest(arguments = "-fw_cfg name=opt/org.test/a,string=hello")
    void tellsWhichFilesThereAreInsteadOfAnUnknownOne(FwCfg fwCfg) {
        AssertionError missing =
                assertThrows(AssertionError.class, () -> fwCfg.readFile("opt/org.test/b"));
        String message = String.valueOf(missing.getMessage());
        assertTrue(message.contains("no file 'opt/org.test/b'"), message);
        assertTrue(message.contains("opt/org.test/a"), message);
    }
}
