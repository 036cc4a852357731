package org.qemu.functional.nativetest.internal.layout;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.nativetest.Length;
import org.qemu.functional.nativetest.UnsignedWidth;

/** Finds the codec of a component by its type and annotations. */
final class ComponentTypes {
    private ComponentTypes() {}

    /**
     * Return the codec of a component.
     *
     * @throws IllegalArgumentException if no C type corresponds
     */
    static FieldCodec codec(Class<?> record, RecordComponent component) {
        try {
            return codec(
                    component.getGenericType(),
                    component.getAnnotation(Length.class),
                    component.getAnnotation(UnsignedWidth.class));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "component '%s' of %s: %s"
                            .formatted(component.getName(), record.getSimpleName(), e.getMessage()),
                    e);
        }
    }

    private static FieldCodec codec(
            Type generic, @Nullable Length length, @Nullable UnsignedWidth width) {
        if (generic instanceof ParameterizedType list && list.getRawType() == List.class) {
            Type element = list.getActualTypeArguments()[0];
            Class<?> primitive =
                    element instanceof Class<?> type
                            ? MethodType.methodType(type).unwrap().returnType()
                            : List.class;
            return new ListCodec(codec(primitive, null, width), checked(generic, length));
        }
        if (!(generic instanceof Class<?> type)) {
            throw new IllegalArgumentException(
                    "'%s' has no counterpart in C".formatted(generic.getTypeName()));
        }
        if (type == String.class) {
            return new StringCodec(checked(type, length));
        }
        if (type.isArray()) {
            return new ArrayCodec(
                    type.getComponentType(),
                    codec(type.getComponentType(), null, width),
                    checked(type, length));
        }
        if (length != null) {
            throw new IllegalArgumentException("@Length is for arrays and strings");
        }
        if (width != null) {
            return unsigned(type, width.value());
        }
        if (type.isRecord()) {
            return RecordCodec.of(type.asSubclass(Record.class));
        }
        FieldCodec codec = NumberCodec.BY_TYPE.get(type);
        if (codec == null) {
            throw new IllegalArgumentException(
                    "'%s' has no counterpart in C; see @Layout for the types"
                            .formatted(type.getTypeName()));
        }
        return codec;
    }

    private static NumberCodec unsigned(Class<?> type, int width) {
        int bytes = type == int.class ? Integer.BYTES : type == long.class ? Long.BYTES : 0;
        if ((width != 1 && width != 2 && width != 4) || width >= bytes) {
            throw new IllegalArgumentException(
                    "@UnsignedWidth(%d) does not fit '%s': give 1 or 2 for int, 1, 2 or 4 for long"
                            .formatted(width, type.getTypeName()));
        }
        return NumberCodec.unsigned(width, type == long.class);
    }

    private static int checked(Type type, @Nullable Length length) {
        if (length == null || length.value() < 1) {
            throw new IllegalArgumentException(
                    "'%s' needs a @Length of at least 1".formatted(type.getTypeName()));
        }
        return length.value();
    }
}
