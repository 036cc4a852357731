package org.qemu.functional.parameter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells which annotation gives a test a parameter of a type, for the message of a test that has
 * such a parameter without it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ResolvedBy {
    /** What is to be added, and where: {@code @QTestMachine on the test or its class}. */
    String value();
}
