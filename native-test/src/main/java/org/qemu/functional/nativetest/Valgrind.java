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
 * Run the tests of a class in a JVM under valgrind's memcheck, instead of in this JVM. A test fails
 * if a library that it loaded with {@link TestedLibrary} loses memory or accesses it wrongly during
 * the test; the message has the function, file and line of the C code. Errors outside the tests,
 * such as in methods with {@code @BeforeAll}, fail the class.
 *
 * <p>Without valgrind, the class is skipped. A class takes about half a minute, because the JVM
 * interprets its code. Test factories are not supported.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@NativeTest
@SuppressWarnings("exports") // only JUnit uses the extension
@ExtendWith(RerunExtension.class)
public @interface Valgrind {
    /** The kinds of leaks that fail a test, as valgrind's {@code --show-leak-kinds} takes them. */
    String[] leakKinds() default {"definite", "indirect", "possible"};

    /** How many seconds the class may take; QEMU_TEST_TIMEOUT_SCALE multiplies it. */
    int timeout() default 600;
}
