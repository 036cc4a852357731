package org.qemu.functional.nativetest.internal.layout;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.qemu.functional.nativetest.Layout;

/**
 * Reads and writes a record as a structure.
 *
 * @param <R> the record
 */
public final class RecordCodec<R extends Record> implements FieldCodec {
    private final Constructor<R> constructor;
    private final Layout layout;
    private final List<StructField> fields;
    private final int size;
    private final int alignment;

    private RecordCodec(Constructor<R> constructor, Layout layout, List<StructField> fields) {
        this.constructor = constructor;
        this.layout = layout;
        this.fields = fields;
        this.alignment =
                layout.packed()
                        ? 1
                        : fields.stream().mapToInt(one -> one.codec().alignment()).max().orElse(1);
        StructField last = fields.get(fields.size() - 1);
        this.size = roundUp(last.offset() + last.size(), alignment);
    }

    /**
     * Return the codec of a record.
     *
     * @throws IllegalArgumentException if it cannot be laid out
     */
    public static <R extends Record> RecordCodec<R> of(Class<R> record) {
        Layout layout = record.getAnnotation(Layout.class);
        if (layout == null) {
            throw new IllegalArgumentException(
                    "'%s' has no layout; annotate it with @Layout".formatted(record.getName()));
        }
        RecordComponent[] components = record.getRecordComponents();
        if (components.length == 0) {
            throw new IllegalArgumentException(
                    "'%s' has no components".formatted(record.getName()));
        }
        List<StructField> fields = new ArrayList<>();
        int end = 0;
        for (RecordComponent component : components) {
            FieldCodec codec = ComponentTypes.codec(record, component);
            int offset = layout.packed() ? end : roundUp(end, codec.alignment());
            component.getAccessor().setAccessible(true);
            fields.add(
                    new StructField(component.getName(), offset, codec, component.getAccessor()));
            end = offset + codec.size();
        }
        return new RecordCodec<>(constructor(record, components), layout, List.copyOf(fields));
    }

    private static <R extends Record> Constructor<R> constructor(
            Class<R> record, RecordComponent[] components) {
        try {
            Constructor<R> found =
                    record.getDeclaredConstructor(
                            Stream.of(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has this constructor", e);
        }
    }

    private static int roundUp(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }

    /** Return the record's name, for messages. */
    public String name() {
        return constructor.getDeclaringClass().getSimpleName();
    }

    /** Return the name of the type in C, or an empty string. */
    public String nameInC() {
        return layout.value();
    }

    /** Return the fields in their order. */
    public List<StructField> fields() {
        return fields;
    }

    /**
     * Return a field by its name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public StructField field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is no component of %s; it has %s"
                                                .formatted(
                                                        name,
                                                        name(),
                                                        fields.stream()
                                                                .map(StructField::name)
                                                                .toList())));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int alignment() {
        return alignment;
    }

    /** Read the structure at the start of a buffer. */
    public R read(ByteBuffer buffer) {
        return read(buffer, 0);
    }

    @Override
    public R read(ByteBuffer buffer, int offset) {
        ByteBuffer ordered = inOrder(buffer);
        Object[] values =
                fields.stream()
                        .map(field -> field.codec().read(ordered, offset + field.offset()))
                        .toArray();
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "%s does not accept what is in memory: %s".formatted(name(), e.getCause()),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Write a record to the start of a buffer. */
    public void write(R value, ByteBuffer buffer) {
        write(buffer, 0, value);
    }

    @Override
    public void write(ByteBuffer buffer, int offset, Object value) {
        ByteBuffer ordered = inOrder(buffer);
        for (StructField field : fields) {
            try {
                field.codec()
                        .write(ordered, offset + field.offset(), field.accessor().invoke(value));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "component '%s' of %s: %s".formatted(field.name(), name(), e.getMessage()),
                        e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private ByteBuffer inOrder(ByteBuffer buffer) {
        ByteOrder order = layout.order().order();
        return buffer.order() == order ? buffer : buffer.duplicate().order(order);
    }
}
