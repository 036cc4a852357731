package org.qemu.functional.qtest.qos.pci;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Width;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * A range of bus addresses that a host bridge forwards, and the CPU's access to it.
 *
 * @param cpu the region that the CPU uses
 * @param offset the difference between an address in that region and on the bus
 * @param free the part of the range that no BAR uses
 */
record Window(Region cpu, long offset, GuestAllocator free) implements Region {
    static Window of(Region cpu, long offset, long begin, long end) {
        return new Window(cpu, offset, GuestAllocator.of(begin, end));
    }

    @Override
    public long read(Width width, long address) {
        return cpu.read(width, address + offset);
    }

    @Override
    public void write(Width width, long address, long value) {
        cpu.write(width, address + offset, value);
    }

    @Override
    public String where(long address) {
        return cpu.where(address + offset);
    }
}
