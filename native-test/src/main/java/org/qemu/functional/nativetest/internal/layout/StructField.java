package org.qemu.functional.nativetest.internal.layout;

import java.lang.reflect.Method;

/**
 * A field of a structure.
 *
 * @param name the component's name
 * @param accessor returns the component's value
 */
public record StructField(String name, int offset, FieldCodec codec, Method accessor) {
    /** Return the size in bytes. */
    public int size() {
        return codec.size();
    }
}
