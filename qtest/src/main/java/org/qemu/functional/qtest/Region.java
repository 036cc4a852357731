package org.qemu.functional.qtest;

/**
 * Where registers are: the machine's ports, its memory, a BAR of a device, a configuration space.
 * An address counts from the region's begin. Values are unsigned and in the device's sense: 0x1234
 * is 0x1234 on targets of either endianness.
 */
public interface Region {
    /**
     * Read.
     *
     * @throws IllegalArgumentException if the region has no access of this width or address
     */
    long read(Width width, long address);

    /**
     * Write.
     *
     * @param value of which the bits beyond the width do not count
     * @throws IllegalArgumentException if the region has no access of this width or address
     */
    void write(Width width, long address, long value);

    /** Say in a message where an address is, such as {@code port 0x0070}. */
    String where(long address);

    /** Read 8 bits. */
    default int readb(long address) {
        return (int) read(Width.B, address);
    }

    /** Read 16 bits. */
    default int readw(long address) {
        return (int) read(Width.W, address);
    }

    /** Read 32 bits. */
    default long readl(long address) {
        return read(Width.L, address);
    }

    /** Read 64 bits. */
    default long readq(long address) {
        return read(Width.Q, address);
    }

    /** Write 8 bits. */
    default void writeb(long address, long value) {
        write(Width.B, address, value);
    }

    /** Write 16 bits. */
    default void writew(long address, long value) {
        write(Width.W, address, value);
    }

    /** Write 32 bits. */
    default void writel(long address, long value) {
        write(Width.L, address, value);
    }

    /** Write 64 bits. */
    default void writeq(long address, long value) {
        write(Width.Q, address, value);
    }

    /** Name a register of 8 bits. */
    default Register registerb(String name, long address) {
        return new Register(name, this, Width.B, address);
    }

    /** Name a register of 16 bits. */
    default Register registerw(String name, long address) {
        return new Register(name, this, Width.W, address);
    }

    /** Name a register of 32 bits. */
    default Register registerl(String name, long address) {
        return new Register(name, this, Width.L, address);
    }

    /** Name a register of 64 bits. */
    default Register registerq(String name, long address) {
        return new Register(name, this, Width.Q, address);
    }

    /** The part of this region that begins at an address. */
    default Region at(long begin, String name) {
        return new SubRegion(this, begin, name);
    }

    /** This region with the bytes of its values in the other order. */
    default Region swapped() {
        return new SwappedRegion(this);
    }
}
