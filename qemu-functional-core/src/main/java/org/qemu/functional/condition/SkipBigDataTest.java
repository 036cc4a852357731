package org.qemu.functional.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skip a test that needs gigabytes of disk, unless {@code QEMU_TEST_ALLOW_LARGE_STORAGE} is set.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(SkipExtension.class)
@SuppressWarnings("exports")
public @interface SkipBigDataTest {}
