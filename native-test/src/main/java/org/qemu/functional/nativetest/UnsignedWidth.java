package org.qemu.functional.nativetest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Store an {@code int} or {@code long} of a {@link Layout} in fewer bytes, as an unsigned number:
 * {@code @UnsignedWidth(2) int port} is a {@code uint16_t}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface UnsignedWidth {
    /** The number of bytes: 1, 2 or 4, and less than the type of Java has. */
    int value();
}
