package org.qemu.functional.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skip a test unless every one of these programs is in {@code PATH}. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(SkipExtension.class)
@SuppressWarnings("exports")
public @interface SkipIfMissingCommands {
    /** Names of programs, such as {@code ncat}. */
    String[] value();
}
