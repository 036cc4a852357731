package org.qemu.functional.qtest;

/**
 * The machine's ports, a command for each access; QEMU aborts if it is asked for what there is not.
 */
record PortIo(QTest qtest) implements Region {
    /**
     * Make sure that there is such an access.
     *
     * @throws IllegalArgumentException if not
     */
    static void check(Width width, long port) {
        if (port < 0 || port > QTest.MAX_PORT) {
            throw new IllegalArgumentException(
                    "there is no port 0x%x; they end at 0x%x".formatted(port, QTest.MAX_PORT));
        }
        if (width == Width.Q) {
            throw new IllegalArgumentException("no access to a port has 64 bits");
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
