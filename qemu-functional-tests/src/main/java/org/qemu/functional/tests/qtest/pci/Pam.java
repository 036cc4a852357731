package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;

/**
 * The programmable attribute map of a PC's host bridge: 13 segments of the memory from 0xc0000 to
 * 0x100000, of each of which 4 bits say whether it is memory for reading and for writing.
 *
 * @param first the offset of the first of its seven registers
 */
record Pam(QTest qtest, Region config, int first) {
    /** In four bits: read memory, instead of what is on the bus. */
    static final int READ = 1;

    /** In four bits: write memory. */
    static final int WRITE = 2;

    /**
     * A segment.
     *
     * @param number 0 for that of the BIOS, then by the address
     */
    record Segment(int number, long begin, int size) {
        @Override
        public String toString() {
            return "0x%05x to 0x%05x".formatted(begin, begin + size - 1);
        }
    }

    /** All of them (82441FX data sheet, 3.2.18). */
    static List<Segment> segments() {
        return Stream.concat(
                        Stream.of(new Segment(0, 0xf0000, 0x10000)),
                        IntStream.range(0, 12)
                                .mapToObj(i -> new Segment(i + 1, 0xc0000 + i * 0x4000L, 0x4000)))
                .toList();
    }

    /** Say what a segment is; its neighbour in the register stays what it was. */
    void set(Segment segment, int attributes) {
        // The register's upper half is that of the BIOS and of every second one after it.
        int shift = segment.number() % 2 == 0 ? 4 : 0;
        int offset = first + (segment.number() + 1) / 2;
        int kept = config.readb(offset) & ~(0xf << shift);
        config.registerb("PAM of " + segment, offset).writeAndExpect(kept | attributes << shift);
    }

    void fill(Segment segment, int value) {
        qtest.memset(segment.begin(), segment.size(), value);
    }

    void expectFilled(Segment segment, int value) {
        assertArrayEquals(
                filled(segment, value), content(segment), () -> "content of %s".formatted(segment));
    }

    private byte[] content(Segment segment) {
        return qtest.bufread(segment.begin(), segment.size());
    }

    private static byte[] filled(Segment segment, int value) {
        byte[] filled = new byte[segment.size()];
        Arrays.fill(filled, (byte) value);
        return filled;
    }

    /** Write and read a segment under each of its attributes, with the others on the bus. */
    void check(Segment segment) {
        set(segment, READ);
        expectFilled(segment, 0);

        // No more than the segment becomes memory.
        long end = segment.begin() + segment.size();
        int before = qtest.readb(segment.begin() - 1);
        int after = qtest.readb(end);
        set(segment, READ | WRITE);
        fill(segment, 0x42);
        expectFilled(segment, 0x42);
        qtest.memory().registerb("before " + segment, segment.begin() - 1).expect(before);
        qtest.memory().registerb("after " + segment, end).expect(after);

        // That it cannot be written then holds for CPUs only, and not for what qtest writes.
        set(segment, READ);
        expectFilled(segment, 0x42);

        set(segment, 0);
        fill(segment, 0x82);
        assertFalse(
                Arrays.equals(filled(segment, 0x42), content(segment)),
                () -> "%s is memory still".formatted(segment));

        // QEMU makes no difference of reading where only writing is memory.
        set(segment, WRITE);
        fill(segment, 0x24);
        set(segment, READ);
        expectFilled(segment, 0x24);
        set(segment, 0);
    }
}
