package org.qemu.functional.qtest;

/** Accesses to ports and memory under the names of libqtest. */
public sealed interface QTestAccess permits QTest {
    /** Return the I/O ports as a region. */
    Region ports();

    /** Return the physical memory as the first CPU sees it, as a region. */
    Region memory();

    /** Read 8 bits from a port, 0 to {@link QTest#MAX_PORT}. */
    default int inb(int port) {
        return (int) ports().read(Width.B, port);
    }

    /** Read 16 bits from a port, 0 to {@link QTest#MAX_PORT}. */
    default int inw(int port) {
        return (int) ports().read(Width.W, port);
    }

    /** Read 32 bits from a port, 0 to {@link QTest#MAX_PORT}. */
    default long inl(int port) {
        return ports().read(Width.L, port);
    }

    /** Write 8 bits to a port, 0 to {@link QTest#MAX_PORT}. */
    default void outb(int port, long value) {
        ports().write(Width.B, port, value);
    }

    /** Write 16 bits to a port, 0 to {@link QTest#MAX_PORT}. */
    default void outw(int port, long value) {
        ports().write(Width.W, port, value);
    }

    /** Write 32 bits to a port, 0 to {@link QTest#MAX_PORT}. */
    default void outl(int port, long value) {
        ports().write(Width.L, port, value);
    }

    /** Read 8 bits of memory. */
    default int readb(long address) {
        return (int) memory().read(Width.B, address);
    }

    /** Read 16 bits of memory. */
    default int readw(long address) {
        return (int) memory().read(Width.W, address);
    }

    /** Read 32 bits of memory. */
    default long readl(long address) {
        return memory().read(Width.L, address);
    }

    /** Read 64 bits of memory. */
    default long readq(long address) {
        return memory().read(Width.Q, address);
    }

    /** Write 8 bits of memory. */
    default void writeb(long address, long value) {
        memory().write(Width.B, address, value);
    }

    /** Write 16 bits of memory. */
    default void writew(long address, long value) {
        memory().write(Width.W, address, value);
    }

    /** Write 32 bits of memory. */
    default void writel(long address, long value) {
        memory().write(Width.L, address, value);
    }

    /** Write 64 bits of memory. */
    default void writeq(long address, long value) {
        memory().write(Width.Q, address, value);
    }
}
