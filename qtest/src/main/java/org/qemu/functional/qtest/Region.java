package org.qemu.functional.qtest;

/**
 * A region with registers: the machine's ports, its memory, a BAR of a device, a configuration
 * space. Addresses are relative to its start. Values are unsigned and as the device interprets
 * them: 0x1234 is 0x1234 on targets of either endianness.
 */
public interface Region {
    /**
     * Read a value.
     *
     * @throws IllegalArgumentException if the region cannot be accessed with this width or at this
     *     address
     */
    long read(Width width, long address);

    /**
     * Write a value.
     *
     * @param value the value, whose bits beyond the width are ignored
     * @throws IllegalArgumentException if the region cannot be accessed with this width or at this
     *     address
     */
    void write(Width width, long address, long value);

    /** Return a description of an address for messages, such as {@code port 0x0070}. */
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

    /** Return a named register of 8 bits. */
    default Register registerb(String name, long address) {
        return new Register(name, this, Width.B, address);
    }

    /** Return a named register of 16 bits. */
    default Register registerw(String name, long address) {
        return new Register(name, this, Width.W, address);
    }

    /** Return a named register of 32 bits. */
    default Register registerl(String name, long address) {
        return new Register(name, this, Width.L, address);
    }

    /** Return a named register of 64 bits. */
    default Register registerq(String name, long address) {
        return new Register(name, this, Width.Q, address);
    }

    /** Return the part of this region that begins at an address. */
    default Region at(long begin, String name) {
        return new SubRegion(this, begin, name);
    }

    /** Return this region with the bytes of its values in reverse order. */
    default Region swapped() {
        return new SwappedRegion(this);
    }
}
