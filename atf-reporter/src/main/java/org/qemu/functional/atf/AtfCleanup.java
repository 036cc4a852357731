package org.qemu.functional.atf;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declare that kyua runs a method in a process of its own after each test of the class, in the work
 * directory of the test, even if the test was killed.
 *
 * <p>The test hands state over in files in the work directory. The method runs on a new instance,
 * without {@code @BeforeEach} and extensions, and may have parameters with {@link ConfigVariable}.
 * Methods of superclasses and enclosing classes run after those of the class; one that fails does
 * not prevent the others. Readers of TAP never run these methods, and {@code @AfterEach} runs in
 * the process of the test as always.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AtfCleanup {}
