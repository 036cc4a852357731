package org.qemu.functional.qtest;

/**
 * The machine's I/O ports, accessed by one command each. Invalid accesses are rejected here, since
 * QEMU would abort.
 */
record PortIo(QTest qtest) implements Region {
    /**
     * Check that an access is valid.
     *
     * @throws IllegalArgumentException if it is not
     */
    static void check(Width width, long port) {
        if (port < 0 || port > QTest.MAX_PORT) {
            throw new IllegalArgumentException(
                    "there is no port 0x%x; the last one is 0x%x".formatted(port, QTest.MAX_PORT));
        }
        if (width == Width.Q) {
            throw new IllegalArgumentException("a port cannot be accessed with 64 bits");
        }
    }

    @Override
    public long read(Width width, long port) {
        check(width, port);
        qtest.link().single().begin("in", width).hex(port).end();
        return qtest.link().number();
    }

    @Override
    public void write(Width width, long port, long value) {
        check(width, port);
        qtest.link().single().begin("out", width).hex(port).hex(value & width.mask()).end();
        qtest.link().text();
    }

    @Override
    public String where(long port) {
        return "port 0x%04x".formatted(port);
    }
}
