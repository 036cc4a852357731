package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Width;

/**
 * Configuration mechanism #1 of PCs: an address at port 0xcf8, data at 0xcfc (PCI Local Bus
 * Specification 3.0, 3.2.2.3.2).
 */
public record PortConfig(QTest qtest) implements ConfigAccess {
    private static final int ADDRESS = 0xcf8;
    private static final int DATA = 0xcfc;
    private static final long ENABLE = 1L << 31;

    private int select(PciAddress function, int offset) {
        qtest.outl(ADDRESS, ENABLE | (long) function.number() << 8 | (offset & 0xfc));
        return DATA + (offset & 3);
    }

    @Override
    public long read(PciAddress function, Width width, int offset) {
        return qtest.ports().read(width, select(function, offset));
    }

    @Override
    public void write(PciAddress function, Width width, int offset, long value) {
        qtest.ports().write(width, select(function, offset), value);
    }

    @Override
    public int size() {
        return 256;
    }
}
