package org.qemu.functional.nativetest.internal.layout;

import java.nio.ByteBuffer;

/** Reads and writes one field of a structure; the buffer has the order of the structure. */
interface FieldCodec {
    /** Return the size in bytes. */
    int size();

    /** Return the alignment in bytes that C gives the field. */
    int alignment();

    /** Read the field at an offset. */
    Object read(ByteBuffer buffer, int offset);

    /**
     * Write the field at an offset.
     *
     * @throws IllegalArgumentException if the value does not fit
     */
    void write(ByteBuffer buffer, int offset, Object value);
}
