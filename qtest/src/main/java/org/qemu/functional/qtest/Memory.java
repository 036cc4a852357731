package org.qemu.functional.qtest;

/** The machine's memory, a command for each access. */
record Memory(QTest qtest) implements Region {

    @Override
    public long read(Width width, long address) {
        qtest.link().single().begin("read", width).hex(address).end();
        return qtest.link().number();
    }

    @Override
    public void write(Width width, long address, long value) {
        qtest.link().single().begin("write", width).hex(address).hex(value & width.mask()).end();
        qtest.link().text();
    }

    @Override
    public String where(long address) {
        return "memory 0x%x".formatted(address);
    }
}
