package org.qemu.functional.qtest;

import java.nio.ByteOrder;

/** The machine's memory in the byte order of a device, regardless of the target's. */
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
