package org.qemu.functional.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skip a test unless this process may lock this amount of memory: the hard RLIMIT_MEMLOCK, see
 * getrlimit(2), which does not apply to a process with the capability CAP_IPC_LOCK, such as root's.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(SkipExtension.class)
@SuppressWarnings("exports")
public @interface SkipLockedMemoryTest {
    /** The memory that the test locks, in KiB. */
    long value();
}
