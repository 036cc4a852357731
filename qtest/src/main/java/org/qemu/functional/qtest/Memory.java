package org.qemu.functional.qtest;

/** The machine's memory, accessed by one command each. */
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

    byte[] readHex(long address, int size) {
        return new BulkTransfer(qtest.link()).readHex(address, (int) notNegative("size", size));
    }

    void writeHex(long address, byte[] bytes) {
        new BulkTransfer(qtest.link()).writeHex(address, bytes);
    }

    byte[] readBase64(long address, int size) {
        return new BulkTransfer(qtest.link()).read(address, (int) notNegative("size", size));
    }

    void writeBase64(long address, byte[] bytes) {
        new BulkTransfer(qtest.link()).write(address, bytes);
    }

    void fill(long address, long size, int value) {
        qtest.link()
                .single()
                .begin("memset")
                .hex(address)
                .hex(notNegative("size", size))
                .hex(value & 0xff)
                .end();
        qtest.link().text();
    }

    /** Check a value: QEMU aborts at requests that it considers bugs of the test. */
    static long notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("%s %d is negative".formatted(what, value));
        }
        return value;
    }
}
