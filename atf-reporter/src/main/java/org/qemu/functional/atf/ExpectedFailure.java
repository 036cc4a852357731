package org.qemu.functional.atf;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Expect a test, or each test of a class, to fail because of a known bug. A test that passes
 * nevertheless is a failure, so that the annotation is removed once the bug is fixed. A test that
 * is skipped, for want of a device for example, remains skipped.
 *
 * <p>ATF reports {@code expected_failure}, TAP a point with {@code # TODO}, and JUnit XML a skipped
 * test. Failures of {@code @AfterEach} and of the class's set-up and tear-down are not expected.
 *
 * @see Expectations
 */
@Documented
@Inherited
@ExtendWith(AtfExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ExpectedFailure {
    /** Return why, usually the number of a bug; not blank. */
    String value();
}
