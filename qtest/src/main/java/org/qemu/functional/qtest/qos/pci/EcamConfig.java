package org.qemu.functional.qtest.qos.pci;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Width;

/**
 * Memory-mapped configuration space with 4 KiB for each function (PCI Express Base Specification,
 * 7.2.2).
 *
 * @param base the address of bus 0
 */
public record EcamConfig(QTest qtest, long base) implements ConfigAccess {
    private long address(PciAddress function, int offset) {
        return base + ((long) function.number() << 12) + offset;
    }

    @Override
    public long read(PciAddress function, Width width, int offset) {
        return qtest.memory(LITTLE_ENDIAN).read(width, address(function, offset));
    }

    @Override
    public void write(PciAddress function, Width width, int offset, long value) {
        qtest.memory(LITTLE_ENDIAN).write(width, address(function, offset), value);
    }

    @Override
    public int size() {
        return 4096;
    }
}
