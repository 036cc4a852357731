package org.qemu.functional.nativetest;

import java.nio.ByteOrder;

/** The order of the bytes of a number in memory. */
public enum Endianness {
    /** The order of this machine, as C has it. */
    NATIVE(ByteOrder.nativeOrder()),

    /** The lowest byte first, as most protocols between programs have it. */
    LITTLE(ByteOrder.LITTLE_ENDIAN),

    /** The highest byte first, as network protocols have it. */
    BIG(ByteOrder.BIG_ENDIAN);

    private final ByteOrder order;

    Endianness(ByteOrder order) {
        this.order = order;
    }

    /** Return the order as a buffer takes it. */
    public ByteOrder order() {
        return order;
    }
}
