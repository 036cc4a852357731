package org.qemu.functional.parameter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Name the annotation that provides a test parameter of this type, for the message to a test that
 * has such a parameter without the annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ResolvedBy {
    /** The annotation and its place: {@code @QTestMachine on the test or its class}. */
    String value();
}
