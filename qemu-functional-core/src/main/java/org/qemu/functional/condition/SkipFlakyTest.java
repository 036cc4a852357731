package org.qemu.functional.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skip a test that is known to fail occasionally, unless {@code QEMU_TEST_FLAKY_TESTS} is set. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(SkipExtension.class)
@SuppressWarnings("exports")
public @interface SkipFlakyTest {
    /** The URL of the bug report, or a description of the problem; must not be blank. */
    String value();
}
