package org.qemu.functional.nativetest.internal.layout;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Map;

/** The codecs of what C aligns to its size: numbers, {@code _Bool} and pointers. */
record NumberCodec(int size, Reader reader, Writer writer) implements FieldCodec {
    /** By the type of the component. */
    static final Map<Class<?>, NumberCodec> BY_TYPE =
            Map.of(
                    byte.class,
                    new NumberCodec(1, ByteBuffer::get, (b, at, v) -> b.put(at, (byte) v)),
                    boolean.class,
                    new NumberCodec(
                            1,
                            (b, at) -> b.get(at) != 0,
                            (b, at, v) -> b.put(at, (byte) ((boolean) v ? 1 : 0))),
                    short.class,
                    new NumberCodec(
                            Short.BYTES,
                            ByteBuffer::getShort,
                            (b, at, v) -> b.putShort(at, (short) v)),
                    int.class,
                    new NumberCodec(
                            Integer.BYTES, ByteBuffer::getInt, (b, at, v) -> b.putInt(at, (int) v)),
                    long.class,
                    new NumberCodec(
                            Long.BYTES, ByteBuffer::getLong, (b, at, v) -> b.putLong(at, (long) v)),
                    float.class,
                    new NumberCodec(
                            Float.BYTES,
                            ByteBuffer::getFloat,
                            (b, at, v) -> b.putFloat(at, (float) v)),
                    double.class,
                    new NumberCodec(
                            Double.BYTES,
                            ByteBuffer::getDouble,
                            (b, at, v) -> b.putDouble(at, (double) v)),
                    Pointer.class,
                    new NumberCodec(
                            Long.BYTES,
                            (b, at) -> new Pointer(b.getLong(at)),
                            (b, at, v) -> b.putLong(at, Pointer.nativeValue((Pointer) v))));

    /** Reads at an offset. */
    interface Reader {
        Object read(ByteBuffer buffer, int offset);
    }

    /** Writes at an offset. */
    interface Writer {
        Object write(ByteBuffer buffer, int offset, Object value);
    }

    /** Return the codec of an unsigned number in an {@code int} or {@code long}. */
    static NumberCodec unsigned(int width, boolean toLong) {
        return new NumberCodec(
                width,
                (buffer, at) -> {
                    long value =
                            switch (width) {
                                case 1 -> Byte.toUnsignedLong(buffer.get(at));
                                case 2 -> Short.toUnsignedLong(buffer.getShort(at));
                                default -> Integer.toUnsignedLong(buffer.getInt(at));
                            };
                    return toLong ? (Object) value : (Object) (int) value;
                },
                (buffer, at, boxed) -> {
                    long value = ((Number) boxed).longValue();
                    if (value < 0 || value >> (width * Byte.SIZE) != 0) {
                        throw new IllegalArgumentException(
                                "'%d' is not in the range of an unsigned number of %d bytes"
                                        .formatted(value, width));
                    }
                    return switch (width) {
                        case 1 -> buffer.put(at, (byte) value);
                        case 2 -> buffer.putShort(at, (short) value);
                        default -> buffer.putInt(at, (int) value);
                    };
                });
    }

    @Override
    public int alignment() {
        return size;
    }

    @Override
    public Object read(ByteBuffer buffer, int offset) {
        return reader.read(buffer, offset);
    }

    @Override
    public void write(ByteBuffer buffer, int offset, Object value) {
        Object unused = writer.write(buffer, offset, value);
    }
}
