package org.qemu.functional.nativetest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.nativetest.internal.library.NativeTestExtension;

/**
 * Give each test of a class a log with what the C libraries print, and fail it if a callback throws
 * in a thread of a library.
 *
 * <p>The log is {@code <build>/tests/functional/native/<Class>.<method>/base.log}, or the log that
 * the test has anyway. C code that writes to the descriptors 1 and 2 instead of {@code stdout} and
 * {@code stderr} is not captured. Tests of such classes must not run in parallel in one JVM.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SuppressWarnings("exports") // only JUnit uses the extension
@ExtendWith(NativeTestExtension.class)
public @interface NativeTest {}
