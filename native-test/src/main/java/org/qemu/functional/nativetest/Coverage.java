package org.qemu.functional.nativetest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.nativetest.internal.program.RerunExtension;

/**
 * Run the tests of a class in a JVM of their own, and report which lines of C they executed.
 *
 * <p>The libraries must be compiled with {@link CCompiler#coverage}, or otherwise with {@code
 * --coverage}. Their counters are written when the JVM ends, even by SIGTERM or {@code halt}, but
 * not by SIGKILL. gcovr makes the report in {@code <build>/coverage/<Class>/}: {@code index.html},
 * {@code coverage.txt} and {@code coverage.csv}. Without gcovr, the class is skipped.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@NativeTest
@SuppressWarnings("exports") // only JUnit uses the extension
@ExtendWith(RerunExtension.class)
public @interface Coverage {
    /**
     * The folder of the sources that are reported, below which their names are shown. Relative
     * paths start at the working folder. Empty stands for all sources, wherever they are.
     */
    String sources() default "";

    /** How many seconds the class may take; QEMU_TEST_TIMEOUT_SCALE multiplies it. */
    int timeout() default 600;
}
