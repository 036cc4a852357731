package org.qemu.functional.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.atf.AtfExtension;

/**
 * Run a test, or the tests of a class, with the QEMU for an architecture, {@code
 * qemu-system-<arch>}. Skip it if there is none, or if {@code QEMU_TEST_QEMU_BINARY} is for another
 * architecture. It includes {@link QemuTest}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith({AtfExtension.class, QemuExtension.class})
public @interface Arch {
    /** Names of QEMU's targets, such as {@code aarch64}; the first that is installed is used. */
    String[] value();
}
