package org.qemu.functional.tests.qtest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.qemu.functional.qtest.qos.fwcfg.FwCfg;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgDma;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgFile;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgKey;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/** Firmware configuration that QEMU copies to and from memory. */
class FwCfgDmaTest {
    private static final String WITH_DMA = "/(pc|q35|virt)/";
    private static final String NAME = "opt/org.test/poem";
    private static final String POEM = "the-quick-brown-fox";
    private static final String FILE = "-fw_cfg name=" + NAME + ",string=" + POEM;

    /** A writable file: a guest can store notes for a memory dump in it. */
    private static final String NOTES = "etc/vmcoreinfo";

    private static final byte[] CONTENT = POEM.getBytes(US_ASCII);

    @QosTest(arguments = FILE, only = WITH_DMA)
    void readsWhatIsReadByBytes(FwCfg fwCfg, QosMachine machine) {
        FwCfgDma dma = fwCfg.dma(machine.memory());
        FwCfgFile file = fwCfg.file(NAME);
        assertArrayEquals(CONTENT, fwCfg.readFile(NAME));
        assertArrayEquals(CONTENT, dma.read(file.key(), file.size()));
        assertEquals("QEMU", new String(dma.read(FwCfgKey.SIGNATURE, 4), US_ASCII));
    }

    @QosTest(arguments = FILE, only = WITH_DMA)
    void readsZeroesBehindTheEnd(FwCfg fwCfg, QosMachine machine) {
        byte[] read = fwCfg.dma(machine.memory()).read(fwCfg.file(NAME).key(), 32);
        assertEquals(POEM + "\0".repeat(32 - POEM.length()), new String(read, US_ASCII));
    }

    @QosTest(arguments = FILE, only = WITH_DMA)
    void skips(FwCfg fwCfg, QosMachine machine) {
        FwCfgDma dma = fwCfg.dma(machine.memory());
        int key = fwCfg.file(NAME).key();
        assertEquals("quick", new String(dma.read(key, 4, 5), US_ASCII));
        assertArrayEquals(new byte[4], dma.read(key, 100, 4));
    }

    @QosTest(arguments = FILE, only = WITH_DMA)
    void readsBytesBehindWhatDmaHasRead(FwCfg fwCfg, QosMachine machine) {
        FwCfgDma dma = fwCfg.dma(machine.memory());
        // Selecting an item through the register overrides a selection by DMA.
        dma.read(fwCfg.file(NAME).key(), 4, 5);
        assertArrayEquals(CONTENT, fwCfg.readFile(NAME));
    }

    @QosTest(arguments = FILE, only = WITH_DMA)
    void refusesToWriteAFileOfTheUser(FwCfg fwCfg, QosMachine machine) {
        FwCfgDma dma = fwCfg.dma(machine.memory());
        int key = fwCfg.file(NAME).key();
        AssertionError refused =
                assertThrows(AssertionError.class, () -> dma.write(key, new byte[CONTENT.length]));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.endsWith("failed: status 0x00000001"), message);
        assertArrayEquals(CONTENT, fwCfg.readFile(NAME));
    }

    @QosTest(arguments = "-device vmcoreinfo", only = WITH_DMA)
    void writesAFileThatCanBeWritten(FwCfg fwCfg, QosMachine machine) {
        FwCfgDma dma = fwCfg.dma(machine.memory());
        FwCfgFile file = fwCfg.file(NOTES);
        byte[] notes = new byte[file.size()];
        for (int i = 0; i < notes.length; i++) {
            notes[i] = (byte) (0x10 + i);
        }
        dma.write(file.key(), notes);
        assertArrayEquals(notes, dma.read(file.key(), file.size()));
        assertArrayEquals(notes, fwCfg.readFile(NOTES));
    }

    @QosTest(arguments = "-device vmcoreinfo", only = WITH_DMA)
    void refusesToWriteBehindTheEnd(FwCfg fwCfg, QosMachine machine) {
        FwCfgDma dma = fwCfg.dma(machine.memory());
        FwCfgFile file = fwCfg.file(NOTES);
        byte[] before = fwCfg.readFile(NOTES);
        assertThrows(AssertionError.class, () -> dma.write(file.key(), new byte[file.size() + 1]));
        assertArrayEquals(before, fwCfg.readFile(NOTES));
    }

    @QosTest(only = WITH_DMA)
    void givesTheMemoryBackThatItUsed(FwCfg fwCfg, QosMachine machine) {
        long before = machine.memory().allocated();
        fwCfg.dma(machine.memory()).read(FwCfgKey.SIGNATURE, 4);
        assertEquals(before, machine.memory().allocated());
    }
}
