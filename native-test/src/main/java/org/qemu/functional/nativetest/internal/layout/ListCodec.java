package org.qemu.functional.nativetest.internal.layout;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** An array of C as a list, which records compare by its elements. */
record ListCodec(FieldCodec element, int length) implements FieldCodec {
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
        return IntStream.range(0, length)
                .mapToObj(i -> element.read(buffer, offset + i * element.size()))
                .toList();
    }

    @Override
    public void write(ByteBuffer buffer, int offset, Object value) {
        List<?> list = (List<?>) value;
        if (list.size() != length) {
            throw new IllegalArgumentException(
                    "the list has %d elements, not %d".formatted(list.size(), length));
        }
        for (int i = 0; i < length; i++) {
            element.write(buffer, offset + i * element.size(), list.get(i));
        }
    }
}
