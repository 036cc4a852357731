package org.qemu.functional.guest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.atf.AtfExtension;

/**
 * Provide a test with a booted guest: a clone of a template, which is created if it does not exist
 * and kept for later runs. Use the annotation on a parameter of type {@link Guest}, or on a method
 * or class whose methods have such parameters. Each parameter is a separate clone, the first one in
 * VM {@code default}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@ProvidesAssets(AnnotatedImages.class)
@ExtendWith({AtfExtension.class, FunctionalTestExtension.class, WarmBootExtension.class})
@SuppressWarnings("exports")
public @interface WarmBoot {
    /** The kernel modules that the guest has loaded. */
    String[] modules() default {};

    /** The Debian packages that the guest contains. */
    String[] packages() default {};

    /** The RAM in MiB. */
    int memory() default GuestBuilder.MEMORY;

    /** The number of CPUs. */
    int cpus() default 1;

    /** QEMU's arguments, one word each. */
    String[] args() default {};

    /** A script that was run in the guest before it was frozen. */
    String prepare() default "";
}
