package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.Width;

/** How a host bridge lets the CPU reach the configuration space of functions. */
public interface ConfigAccess {
    /** Read 8, 16 or 32 bits; all ones where no function is. */
    long read(PciAddress function, Width width, int offset);

    /** Write 8, 16 or 32 bits; nothing happens where no function is. */
    void write(PciAddress function, Width width, int offset, long value);

    /** The size of a function's configuration space: 256, or 4096 where PCI Express is reached. */
    int size();
}
