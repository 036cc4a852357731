package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Width;

/** The configuration space of one function. */
record ConfigSpace(ConfigAccess access, PciAddress function) implements Region {
    private int checked(Width width, long offset) {
        if (width == Width.Q || offset < 0 || offset + width.bytes() > access.size()) {
            throw new IllegalArgumentException(
                    "the configuration space of %s has 0x%x bytes, which can be accessed as 1, 2 or 4 bytes; cannot access %d at 0x%x"
                            .formatted(function, access.size(), width.bytes(), offset));
        }
        return (int) offset;
    }

    @Override
    public long read(Width width, long offset) {
        return access.read(function, width, checked(width, offset));
    }

    @Override
    public void write(Width width, long offset, long value) {
        access.write(function, width, checked(width, offset), value & width.mask());
    }

    @Override
    public String where(long offset) {
        return "configuration 0x%02x of PCI function %s".formatted(offset, function);
    }
}
