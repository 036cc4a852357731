package org.qemu.functional.nativetest.internal.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** An array of {@code char} in C: ends with a zero, or is full. */
record StringCodec(int size) implements FieldCodec {
    @Override
    public int alignment() {
        return 1;
    }

    @Override
    public Object read(ByteBuffer buffer, int offset) {
        byte[] bytes = new byte[size];
        buffer.get(offset, bytes);
        int length = 0;
        while (length < size && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, UTF_8);
    }

    @Override
    public void write(ByteBuffer buffer, int offset, Object value) {
        byte[] bytes = ((String) value).getBytes(UTF_8);
        if (bytes.length > size) {
            throw new IllegalArgumentException(
                    "'%s' has %d bytes in UTF-8, more than %d"
                            .formatted(value, bytes.length, size));
        }
        buffer.put(offset, bytes);
    }
}
