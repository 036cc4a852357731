package org.qemu.functional.nativetest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Throw {@link ErrnoException} when a function of a library reports an error by its result: {@code
 * -1} for a number, {@code null} for a pointer or string. On an interface, this applies to all its
 * methods.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ThrowsErrno {}
