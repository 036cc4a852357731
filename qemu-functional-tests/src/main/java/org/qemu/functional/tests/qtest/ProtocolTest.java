package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;

/** The commands of the protocol, against memory. */
@QTestMachine("-machine pc -m 16M")
class ProtocolTest {
    private static final long RAM = 0x100000;

    @Test
    void memoryKeepsEveryWidth(QTest qtest) {
        qtest.writeb(RAM, 0xfe);
        qtest.writew(RAM + 2, 0xfedc);
        qtest.writel(RAM + 4, 0xfedcba98L);
        qtest.writeq(RAM + 8, 0xfedcba9876543210L);
        assertEquals(0xfe, qtest.readb(RAM));
        assertEquals(0xfedc, qtest.readw(RAM + 2));
        assertEquals(0xfedcba98L, qtest.readl(RAM + 4));
        assertEquals(0xfedcba9876543210L, qtest.readq(RAM + 8));
    }

    @Test
    void bulk(QTest qtest) {
        byte[] b = new byte[1 << 20];
        new Random(1).nextBytes(b);
        qtest.bufwrite(RAM, b);
        assertArrayEquals(b, qtest.bufread(RAM, b.length));
        assertArrayEquals(b, qtest.memread(RAM, b.length));
        qtest.memset(RAM, b.length, 0);
        qtest.memwrite(RAM, b);
        assertArrayEquals(b, qtest.bufread(RAM, b.length));
        qtest.inb(0x71);
    }

    @Test
    @QTestMachine("-machine none -device foo")
    void skipped(QTest qtest) {
        qtest.clockStep();
    }
}
