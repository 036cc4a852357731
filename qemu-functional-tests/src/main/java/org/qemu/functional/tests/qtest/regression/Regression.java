package org.qemu.functional.tests.qtest.regression;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says which publicly known fault of QEMU a test reproduces. On a QEMU that is older than the fix,
 * the test is skipped with the reason; {@code QEMU_TEST_STRICT=1} runs it there too, and it fails.
 * {@code docs/regressions.md} is made from these annotations.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(RegressionCondition.class)
@interface Regression {
    /** The CVE or the issue; if neither is known, the source file with the fix. */
    String value();

    /** The device, as {@code -device} or {@code -machine} names it. */
    String device();

    /** What a QEMU with the fault does. */
    String shows();

    /**
     * The first version with the fix in each series of stable releases, oldest first; the last one
     * is that of the main line. Without any, QEMU 7.2 and all newer versions have the fix.
     */
    String[] fixedIn() default {};
}
