package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Width;

/**
 * A mapped range of a function's registers or memory; values are little-endian.
 *
 * @param function the function that it belongs to
 * @param index 0 to 5
 * @param io whether it is in I/O space
 * @param wide whether its address has 64 bits
 * @param prefetchable whether the function declares it prefetchable
 * @param size in bytes
 * @param address the address on the bus
 * @param window the window through which it is accessed
 */
public record Bar(
        PciAddress function,
        int index,
        boolean io,
        boolean wide,
        boolean prefetchable,
        long size,
        long address,
        Region window)
        implements Region {
    private long checked(Width width, long offset) {
        if (offset < 0 || offset + width.bytes() > size) {
            throw new IllegalArgumentException(
                    "BAR %d of %s has 0x%x bytes; cannot access %d bytes at 0x%x"
                            .formatted(index, function, size, width.bytes(), offset));
        }
        return address + offset;
    }

    @Override
    public long read(Width width, long offset) {
        return window.read(width, checked(width, offset));
    }

    @Override
    public void write(Width width, long offset, long value) {
        window.write(width, checked(width, offset), value);
    }

    @Override
    public String where(long offset) {
        return "BAR %d + 0x%x of PCI function %s, %s"
                .formatted(index, offset, function, window.where(address + offset));
    }
}
