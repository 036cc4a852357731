package org.qemu.functional.budget;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.budget.internal.BudgetExtension;

/**
 * Set the time limit of a test, or of each test of a class. An annotation on the method takes
 * precedence over one on the class. It applies to tests that extend {@code QemuBaseTest} or are
 * extended with {@code FunctionalTestExtension}; other tests fail with an explanation. A test that
 * exceeds its limit fails, and its state is written to {@code timeout.log}.
 *
 * <p>The limit is never longer than the time that the program has left of meson's timeout.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(BudgetExtension.class)
@SuppressWarnings("exports")
public @interface TestTimeout {
    /** The time in seconds, above 0, multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}. */
    long seconds();
}
