package org.qemu.functional.nativetest.internal.layout;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;

/** An array of a fixed length, without padding beyond that of its elements. */
record ArrayCodec(Class<?> type, FieldCodec element, int length) implements FieldCodec {
    @Override
    public int size() {
        return element.size() * length;
    }

    @Override
    public int alignment() {
        return element.alignment();
    }

    @Override
    public Object read(ByteBuffer buffer, int offset) {
        Object array = Array.newInstance(type, length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, element.read(buffer, offset + i * element.size()));
        }
        return array;
    }

    @Override
    public void write(ByteBuffer buffer, int offset, Object value) {
        if (Array.getLength(value) != length) {
            throw new IllegalArgumentException(
                    "the array has %d elements, not %d".formatted(Array.getLength(value), length));
        }
        for (int i = 0; i < length; i++) {
            element.write(buffer, offset + i * element.size(), Array.get(value, i));
        }
    }
}
