package org.qemu.functional.qtest;

import java.nio.ByteOrder;

/** The machine's memory as a device of one byte order has it, whatever the order of the target. */
record OrderedMemory(QTest qtest, ByteOrder order) implements Region {
    private boolean isOther() {
        return qtest.isBigEndian() != (order == ByteOrder.BIG_ENDIAN);
    }

    @Override
    public long read(Width width, long address) {
        long value = qtest.memory().read(width, address);
        return isOther() ? width.swap(value) : value;
    }

    @Override
    public void write(Width width, long address, long value) {
        long masked = value & width.mask();
        qtest.memory().write(width, address, isOther() ? width.swap(masked) : masked);
    }

    @Override
    public String where(long address) {
        return qtest.memory().where(address);
    }
}
