package org.qemu.functional.nativetest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lay a record out in memory as C does with a structure: the components in their order, each
 * aligned to its size, and the structure to the largest of them (System V ABI, "Data
 * Representation").
 *
 * <p>A component is a {@code byte}, {@code short}, {@code int}, {@code long}, {@code float}, {@code
 * double}, {@code boolean} (C's {@code _Bool}), {@code Pointer} of JNA, a record with this
 * annotation, an array or {@code List} of any of these, or a {@code String}, which is an array of
 * {@code char} that ends with a zero if there is space. Arrays, lists and strings have a {@link
 * Length}; {@link UnsignedWidth} puts an unsigned number of C into a larger type of Java. {@link
 * StructLayout} reads and writes such records.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Layout {
    /** The type in C, such as {@code struct note}; only {@link StructLayout#verify} needs it. */
    String value() default "";

    /** The order of the bytes of each number. A nested record has its own. */
    Endianness order() default Endianness.NATIVE;

    /** Whether there is no padding, as with {@code __attribute__((packed))}. */
    boolean packed() default false;
}
