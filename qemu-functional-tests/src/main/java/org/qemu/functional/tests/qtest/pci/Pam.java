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
 * 0x100000. 4 bits for each segment specify whether reads and writes access memory.
 *
 * @param first the offset of the first of its seven registers
 */
record Pam(QTest qtest, Region config, int first) {
    /** A bit of an attribute: reads access memory instead of the bus. */
    static final int READ = 1;

    /** A bit of an attribute: writes access memory. */
    static final int WRITE = 2;

    /**
     * A segment.
     *
     * @param number 0 for the BIOS segment, then in the order of addresses
     */
    record Segment(int number, long begin, int size) {
        @Override
        public String toString() {
            return "0x%05x to 0x%05x".formatted(begin, begin + size - 1);
        }
    }

    /** Return all segments (82441FX data sheet, 3.2.18). */
    static List<Segment> segments() {
        return Stream.concat(
                        Stream.of(new Segment(0, 0xf0000, 0x10000)),
                        IntStream.range(0, 12)
                                .mapToObj(i -> new Segment(i + 1, 0xc0000 + i * 0x4000L, 0x4000)))
                .toList();
    }

    /** Set the attributes of a segment without changing the other segment in the register. */
    void set(Segment segment, int attributes) {
        // The register's upper half is for the BIOS and for every second segment after it.
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

    /**
     * Write and read a segment with each of its attributes, while the other segments access the
     * bus.
     */
    void check(Segment segment) {
        set(segment, READ);
        expectFilled(segment, 0);

        // Only this segment becomes memory.
        long end = segment.begin() + segment.size();
        int before = qtest.readb(segment.begin() - 1);
        int after = qtest.readb(end);
        set(segment, READ | WRITE);
        fill(segment, 0x42);
        expectFilled(segment, 0x42);
        qtest.memory().registerb("before " + segment, segment.begin() - 1).expect(before);
        qtest.memory().registerb("after " + segment, end).expect(after);

        // The write protection then applies only to CPUs, not to writes by qtest.
        set(segment, READ);
        expectFilled(segment, 0x42);

        set(segment, 0);
        fill(segment, 0x82);
        assertFalse(
                Arrays.equals(filled(segment, 0x42), content(segment)),
                () -> "%s is still memory".formatted(segment));

        // QEMU handles reads the same if only writes access memory.
        set(segment, WRITE);
        fill(segment, 0x24);
        set(segment, READ);
        expectFilled(segment, 0x24);
        set(segment, 0);
    }
}
