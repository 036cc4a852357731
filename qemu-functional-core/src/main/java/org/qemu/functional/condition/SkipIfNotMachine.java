package org.qemu.functional.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skip a test unless the host has one of these architectures. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(SkipExtension.class)
@SuppressWarnings("exports")
public @interface SkipIfNotMachine {
    /** Names as {@code uname -m} prints them, such as {@code x86_64} or {@code aarch64}. */
    String[] value();
}
