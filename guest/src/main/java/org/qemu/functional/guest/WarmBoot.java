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

/**
 * Gives a test a guest that has booted already: a clone of a template, which is made when it is
 * missing and kept for all later runs. Stands at a parameter of type {@link Guest}, or at a method
 * or class whose methods have such parameters; each parameter is a clone of its own, the first one
 * in VM {@code default}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@ProvidesAssets(AnnotatedImages.class)
@ExtendWith({FunctionalTestExtension.class, WarmBootExtension.class})
public @interface WarmBoot {
    /** Modules of the kernel that the guest has loaded. */
    String[] modules() default {};

    /** Debian packages that the guest has. */
    String[] packages() default {};

    /** The RAM in MiB. */
    int memory() default GuestBuilder.MEMORY;

    /** The number of processors. */
    int cpus() default 1;

    /** QEMU's arguments, one word each. */
    String[] args() default {};

    /** A script that the guest has run. */
    String prepare() default "";
}
