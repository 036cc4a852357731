package org.qemu.functional.budget;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Give a test, or each test of a class, so much time; one on the method counts before one on the
 * class. It counts in tests that extend {@code QemuBaseTest} or are extended with {@code
 * FunctionalTestExtension}; elsewhere it is refused. A test whose time is up fails, and what is
 * known of it is kept in {@code timeout.log}.
 *
 * <p>It never has more than the program has left of meson's time-out.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(BudgetExtension.class)
public @interface TestTimeout {
    /** The time in seconds, above 0, to be stretched by {@code QEMU_TEST_TIMEOUT_SCALE}. */
    long seconds();
}
