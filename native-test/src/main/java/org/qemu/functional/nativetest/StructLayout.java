package org.qemu.functional.nativetest;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.List;
import org.qemu.functional.nativetest.internal.layout.CompiledLayout;
import org.qemu.functional.nativetest.internal.layout.RecordCodec;

/**
 * Reads and writes records with a {@link Layout} as C structures.
 *
 * @param <R> the record
 */
public final class StructLayout<R extends Record> {
    private final RecordCodec<R> codec;

    private StructLayout(RecordCodec<R> codec) {
        this.codec = codec;
    }

    /**
     * Return the layout of a record.
     *
     * @throws IllegalArgumentException if the record has no {@link Layout}, or a component has a
     *     type or an annotation that no layout has
     */
    public static <R extends Record> StructLayout<R> of(Class<R> record) {
        return new StructLayout<>(RecordCodec.of(record));
    }

    /** Return the size in bytes, with the padding at the end. */
    public long size() {
        return codec.size();
    }

    /** Return the alignment in bytes. */
    public long alignment() {
        return codec.alignment();
    }

    /**
     * Return the offset of a component in bytes.
     *
     * @throws IllegalArgumentException if the record has no such component
     */
    public long offset(String component) {
        return codec.field(component).offset();
    }

    /**
     * Read a record from the start of C memory.
     *
     * @param memory at least {@link #size} bytes, which cannot be checked
     */
    public R read(Pointer memory) {
        return read(memory.getByteBuffer(0, size()));
    }

    /**
     * Read a record from the position of a buffer, and move the position behind it.
     *
     * @throws IllegalArgumentException if the buffer has fewer bytes left than the structure
     */
    public R read(ByteBuffer buffer) {
        return codec.read(next(buffer));
    }

    /**
     * Write a record to the start of C memory. Padding is zero.
     *
     * @throws IllegalArgumentException if an array, string or number does not fit its field
     */
    public void write(R value, Pointer memory) {
        write(value, memory.getByteBuffer(0, size()));
    }

    /**
     * Write a record to the position of a buffer, and move the position behind it. Padding is zero.
     *
     * @throws IllegalArgumentException if the buffer has fewer bytes left than the structure, or an
     *     array, string or number does not fit its field
     */
    public void write(R value, ByteBuffer buffer) {
        ByteBuffer field = next(buffer);
        field.put(0, new byte[codec.size()]);
        codec.write(value, field);
    }

    /**
     * Return new C memory with a record. It lives as long as the returned object is reachable.
     *
     * @throws IllegalArgumentException if an array, string or number does not fit its field
     */
    public Memory allocate(R value) {
        Memory memory = new Memory(size());
        write(value, memory);
        return memory;
    }

    /**
     * Compare the layout with what the C compiler says of the type that {@link Layout#value} names:
     * size, alignment, and offset and size of each field. A field in C has the name of the
     * component in lower case with underscores: {@code maxSize} is {@code max_size}.
     *
     * @param compiler the compiler with the options that the library is compiled with
     * @param headers what declares the type, such as {@code note.h} or {@code <sys/stat.h>}
     * @throws AssertionError with a line for each difference
     * @throws CompilationException if the type or a field is unknown to the compiler
     */
    public void verify(CCompiler compiler, String... headers) {
        CompiledLayout.verify(codec, compiler, List.of(headers));
    }

    private ByteBuffer next(ByteBuffer buffer) {
        if (buffer.remaining() < size()) {
            throw new IllegalArgumentException(
                    "%s has %d bytes, but the buffer has %d left"
                            .formatted(codec.name(), size(), buffer.remaining()));
        }
        ByteBuffer slice = buffer.slice(buffer.position(), codec.size());
        buffer.position(buffer.position() + codec.size());
        return slice;
    }
}
