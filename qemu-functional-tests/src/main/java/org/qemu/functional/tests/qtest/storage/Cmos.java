package org.qemu.functional.tests.qtest.storage;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Width;

/** The CMOS memory of a PC: bytes that are accessed through an index port and a data port. */
record Cmos(QTest qtest) implements Region {
    private static final int INDEX = 0x70;
    private static final int DATA = 0x71;

    private void select(Width width, long index) {
        if (width != Width.B || index < 0 || index > 0x7f) {
            throw new IllegalArgumentException(
                    "CMOS has 128 bytes, each for itself; not %d at 0x%x"
                            .formatted(width.bytes(), index));
        }
        qtest.outb(INDEX, index);
    }

    @Override
    public long read(Width width, long index) {
        select(width, index);
        return qtest.inb(DATA);
    }

    @Override
    public void write(Width width, long index, long value) {
        select(width, index);
        qtest.outb(DATA, value);
    }

    @Override
    public String where(long index) {
        return "CMOS 0x%02x".formatted(index);
    }
}
