package org.qemu.functional.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Declare what the tests of a class need of their host while they run.
 *
 * <p>On a host that has less memory, disk space or locked memory, another architecture or no KVM,
 * the tests are skipped. A runner, such as that of Slurm, reserves these resources. A class without
 * this annotation has the default values, and is never skipped for them. An annotation replaces
 * that of a superclass as a whole. Sizes are whole numbers, optionally followed by {@code K},
 * {@code M}, {@code G} or {@code T}, which are powers of 1024; a wrong value is an error of the
 * class.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(SkipExtension.class)
@SuppressWarnings("exports")
public @interface Resources {
    /** The number of processors that the program keeps busy, at least 1. */
    int cores() default 1;

    /**
     * The memory of all guests that run at the same time, and 400M for the JVM and QEMU itself; at
     * least {@code 1M}.
     */
    String memory() default "1500M";

    /** The free space in the file system of the scratch folders; any amount if it is empty. */
    String disk() default "";

    /** Whether all tests need KVM. */
    boolean kvm() default false;

    /** The architectures of the host, as {@code uname -m} prints them; any if there is none. */
    String[] hostArchitecture() default {};

    /** The memory that the program locks at the same time; none if it is empty. */
    String lockedMemory() default "";
}
