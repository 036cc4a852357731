package org.qemu.functional.qtest;

/** A region within another one. */
record SubRegion(Region whole, long begin, String name) implements Region {
    @Override
    public long read(Width width, long address) {
        return whole.read(width, begin + address);
    }

    @Override
    public void write(Width width, long address, long value) {
        whole.write(width, begin + address, value);
    }

    @Override
    public String where(long address) {
        return "%s + 0x%x, %s".formatted(name, address, whole.where(begin + address));
    }
}
