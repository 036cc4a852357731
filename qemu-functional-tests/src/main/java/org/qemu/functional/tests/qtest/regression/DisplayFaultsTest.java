package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.words;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Faults of display devices: drawing outside of the video memory, and loops over commands. */
class DisplayFaultsTest {
    /** A fill with the brush's color (ROP P), 32 bits a pixel, to the offset in DST_OFFSET. */
    private static final long FILL_32_BITS = 0x00f0_0602L;

    private static final int RIGHT_AND_DOWN = 3;

    /** The ring of the commands of vmware-svga. */
    private static final int FIRST = 0x10;

    private static final int SIZE = 0x1_0000;
    private static final int DEFINE_ALPHA_CURSOR = 22;

    /**
     * {@code ati_2d_blt} compared the end of the last line with the end of the video memory,
     * without the width of the rectangle and with pixels instead of bytes.
     */
    @Test
    @QTestMachine("-machine pc -nodefaults -vga none -device ati-vga,addr=05.0")
    @Regression(
            value = "hw/display/ati_2d.c",
            device = "ati-vga",
            shows = "SIGSEGV: 64 KiB are written over the end of the video memory",
            fixedIn = "11.1")
    void atiDrawsInsideItsMemoryOnly(QTest qtest) {
        PciDevice vga = Devices.enabled(qtest);
        long memory = vga.map(0).size();
        Bar registers = vga.map(2);
        registers.registerl("DP_GUI_MASTER_CNTL", 0x146c).write(FILL_32_BITS);
        registers.registerl("DST_OFFSET", 0x1404).write(Math.min(memory, 16 << 20) - 0x1000);
        registers.registerl("DST_PITCH", 0x1408).write(8);
        registers.registerl("DST_X", 0x141c).write(0);
        registers.registerl("DST_Y", 0x1420).write(0);
        registers.registerl("DP_CNTL", 0x16c0).write(RIGHT_AND_DOWN);
        registers.registerl("DEFAULT_SC_BOTTOM_RIGHT", 0x16e8).write(0x3fff_3fff);
        // This starts the operation: a line of 16383 pixels of 4 bytes.
        registers.registerl("DST_HEIGHT_WIDTH", 0x143c).write(1L << 16 | 0x3fff);
        Devices.expectAlive(qtest);
    }

    /**
     * {@code vmsvga_fifo_run} skipped the pixels of an unsupported cursor with a count that the
     * guest can make negative.
     */
    @Test
    @QTestMachine("-machine pc -nodefaults -vga none -device vmware-svga,addr=05.0")
    @Regression(
            value = "hw/display/vmware_vga.c",
            device = "vmware-svga",
            shows = "hangs: billions of words of a command are skipped",
            fixedIn = "11.1")
    void vmwareSkipsNoNegativeCount(QTest qtest) {
        PciDevice vga = Devices.enabled(qtest);
        int index = (int) vga.map(0).address();
        long fifo = vga.map(2).address();
        // The bounds of the ring, the next word to write and the next one to read.
        words(qtest, fifo, FIRST, SIZE, 0xfff0, FIRST);
        qtest.bufwrite(fifo + FIRST, cursors());
        write(qtest, index, 20, 1); // CONFIG_DONE
        write(qtest, index, 1, 1); // ENABLE
        write(qtest, index, 21, 1); // SYNC: execute the commands
        Devices.expectAlive(qtest);
    }

    /**
     * Return a ring full of cursors with -4 x 1 pixels. After 2 to the power of 32 minus 4 words,
     * the device is at the beginning of a command again.
     */
    private static byte[] cursors() {
        ByteBuffer ring = ByteBuffer.allocate(SIZE - FIRST).order(ByteOrder.LITTLE_ENDIAN);
        while (ring.hasRemaining()) {
            ring.putInt(DEFINE_ALPHA_CURSOR).putInt(0).putInt(0).putInt(0).putInt(-4).putInt(1);
        }
        return ring.array();
    }

    private static void write(QTest qtest, int index, int register, int value) {
        qtest.outl(index, register);
        qtest.outl(index + 1, value);
    }
}
