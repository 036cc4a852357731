package org.qemu.functional.nativetest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.nativetest.internal.library.NativeTestExtension;
import org.qemu.functional.nativetest.internal.program.FailAllocationsExtension;

/**
 * Run a test once for each allocation that the library under test makes, and have that allocation
 * fail: the first in the first run, the second in the second, until no allocation is left. Each run
 * has a JVM of its own, with a time limit. Before these, the test runs once without a failure.
 *
 * <p>The allocations are {@code malloc}, {@code calloc}, {@code realloc}, {@code reallocarray},
 * {@code posix_memalign}, {@code aligned_alloc}, {@code memalign}, {@code strdup}, {@code strndup},
 * {@code asprintf} and {@code vasprintf}, if the call is in the code of a library that was loaded
 * with {@link TestedLibrary}; those during its loading are left out. A block counts as leaked if
 * the library has not released it when the test and its {@code @AfterEach} methods have ended, and
 * it did release it in the run without a failure.
 *
 * <p>The log of the test has a table of all runs, with the place of each allocation in the C code;
 * so has the file {@code allocations.txt} beside the log. Without a C compiler, the test is
 * skipped. Methods with {@code @BeforeAll} run in each JVM.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@SuppressWarnings("exports") // only JUnit uses the extension
@ExtendWith({NativeTestExtension.class, FailAllocationsExtension.class})
public @interface FailAllocations {
    /** The verdicts that fail the test. */
    AllocationVerdict[] failOn() default {
        AllocationVerdict.CRASH, AllocationVerdict.HANG, AllocationVerdict.LEAK
    };

    /**
     * How many seconds each run may take, from the start of the test class; the start of the JVM
     * does not count. QEMU_TEST_TIMEOUT_SCALE multiplies it.
     */
    int timeout() default 20;

    /** The largest number of runs; if more are needed, the test fails. */
    int limit() default 1000;
}
