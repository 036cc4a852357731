package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestCommandError;
import org.qemu.functional.qtest.Width;

/** The commands of the protocol, with the memory of a machine of each target. */
class ProtocolTest extends QemuSystemTest {
    /** For each target, a machine and the address of its memory. */
    private static final Map<String, Board> BOARDS =
            Map.ofEntries(
                    Map.entry("aarch64", new Board("virt", 0x4000_0000L)),
                    Map.entry("alpha", new Board("clipper", 0)),
                    Map.entry("arm", new Board("virt", 0x4000_0000L)),
                    Map.entry("hppa", new Board("B160L", 0)),
                    Map.entry("i386", new Board("pc", 0)),
                    Map.entry("loongarch64", new Board("virt", 0)),
                    Map.entry("m68k", new Board("virt", 0)),
                    Map.entry("microblaze", new Board("petalogix-s3adsp1800", 0x9000_0000L)),
                    Map.entry("mips", new Board("malta", 0)),
                    Map.entry("mips64el", new Board("malta", 0)),
                    Map.entry("or1k", new Board("or1k-sim", 0)),
                    Map.entry("ppc", new Board("g3beige", 0)),
                    Map.entry("ppc64", new Board("pseries", 0)),
                    Map.entry("riscv64", new Board("virt", 0x8000_0000L)),
                    Map.entry("s390x", new Board("s390-ccw-virtio", 0)),
                    Map.entry("sh4", new Board("r2d", 0x0c00_0000L)),
                    Map.entry("sparc", new Board("SS-5", 0)),
                    Map.entry("sparc64", new Board("sun4u", 0)),
                    Map.entry("x86_64", new Board("pc", 0)));

    /** An offset in the memory at which firmware has no tables. */
    private static final long OFFSET = 0x100_0000;

    private static final long VALUE = 0xfedcba98_76543210L;
    private static final byte[] NOISE = new byte[(1 << 20) + 12345];

    static {
        new Random(6).nextBytes(NOISE);
    }

    private QTest qtest;
    private long address;

    private record Board(String machine, long memory) {}

    @BeforeEach
    void launch() {
        Board board = BOARDS.get(arch());
        assertNotNull(board, "this test has no machine for " + arch());
        setMachine(board.machine());
        address = board.memory() + OFFSET;
        qtest = QTest.launch(vm());
    }

    @Test
    void keepsValuesOfEveryWidth() {
        for (Width width : Width.values()) {
            qtest.memory().write(width, address, VALUE);
            assertEquals(
                    VALUE & width.mask(), qtest.memory().read(width, address), width.hex(VALUE));
        }
    }

    @Test
    void ordersBytesAsTheTargetDoes() {
        qtest.writel(address, 0x01020304);
        assertEquals(qtest.isBigEndian() ? 0x01 : 0x04, qtest.readb(address));
        assertEquals(qtest.isBigEndian() ? 0x0102 : 0x0304, qtest.readw(address));
        qtest.memory(ByteOrder.LITTLE_ENDIAN).writel(address, 0x01020304);
        assertArrayEquals(new byte[] {4, 3, 2, 1}, qtest.memread(address, 4));
        qtest.memory(ByteOrder.BIG_ENDIAN).writel(address, 0x01020304);
        assertArrayEquals(new byte[] {1, 2, 3, 4}, qtest.memread(address, 4));
    }

    @Test
    void movesBlocksInBothWays() {
        qtest.bufwrite(address, NOISE);
        assertArrayEquals(NOISE, qtest.bufread(address, NOISE.length));
        assertArrayEquals(NOISE, qtest.memread(address, NOISE.length));
        qtest.memset(address, NOISE.length, 0);
        assertArrayEquals(new byte[NOISE.length], qtest.bufread(address, NOISE.length));
        qtest.memwrite(address, NOISE);
        assertArrayEquals(NOISE, qtest.bufread(address, NOISE.length));
        assertEquals(0, qtest.bufread(address, 0).length);
    }

    @Test
    void fillsMemory() {
        qtest.memset(address, 7, 0);
        qtest.memset(address + 1, 5, 0xa5);
        byte fill = (byte) 0xa5;
        assertArrayEquals(
                new byte[] {0, fill, fill, fill, fill, fill, 0}, qtest.memread(address, 7));
        qtest.memset(address, 0, 1);
        assertEquals(0, qtest.readb(address));
    }

    @Test
    void executesABatchInOrder() {
        Batch batch = qtest.batch();
        LongSupplier[] read = new LongSupplier[1000];
        for (int i = 0; i < read.length; i++) {
            batch.writel(address, i);
            read[i] = batch.readl(address);
        }
        batch.run();
        for (int i = 0; i < read.length; i++) {
            assertEquals(i, read[i].getAsLong());
        }
    }

    @Test
    void tellsOfRefusedCommandsAndGoesOn() {
        QTestCommandError refused =
                assertThrows(QTestCommandError.class, () -> qtest.command("frobnicate 1 2"));
        assertTrue(refused.reply().startsWith("FAIL"), refused.getMessage());
        assertTrue(refused.getMessage().contains("'frobnicate 1 2'"), refused.getMessage());
        assertThrows(QTestCommandError.class, () -> qtest.irqInterceptIn("/machine/nonesuch"));
        assertThrows(
                QTestCommandError.class, () -> qtest.setIrqIn("/machine/nonesuch", null, 0, 1));
        assertFalse(qtest.moduleLoad("nonesuch-", "nonesuch"));
        qtest.writeb(address, 5);
        assertEquals(5, qtest.readb(address));
    }

    @Test
    void movesTheClock() {
        qtest.requireClock();
        long before = qtest.clockStep(1);
        assertEquals(before + 1000, qtest.clockStep(1000));
        assertEquals(before + 5000, qtest.clockSet(before + 5000));
        assertThrows(QTestCommandError.class, () -> qtest.clockSet(before));
    }
}
