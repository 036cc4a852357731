package org.qemu.functional.qtest;

/** A region whose values have their bytes in reverse order. */
record SwappedRegion(Region region) implements Region {
    @Override
    public long read(Width width, long address) {
        return width.swap(region.read(width, address));
    }

    @Override
    public void write(Width width, long address, long value) {
        region.write(width, address, width.swap(value & width.mask()));
    }

    @Override
    public String where(long address) {
        return region.where(address);
    }
}
