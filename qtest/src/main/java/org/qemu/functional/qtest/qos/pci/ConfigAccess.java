package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.Width;

/** The mechanism by which a host bridge gives the CPU access to configuration space. */
public interface ConfigAccess {
    /** Read 8, 16 or 32 bits; all ones if there is no function. */
    long read(PciAddress function, Width width, int offset);

    /** Write 8, 16 or 32 bits; do nothing if there is no function. */
    void write(PciAddress function, Width width, int offset, long value);

    /**
     * Return the size of a function's configuration space: 256, or 4096 with access to PCI Express.
     */
    int size();
}
