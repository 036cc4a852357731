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
 * Describe the machine of a parameter or a field, or of all parameters and fields of a method or a
 * class. What an annotation leaves out is taken from the one around it: parameter, method, class,
 * enclosing classes, {@link QemuExtension.Builder}. It includes {@link QemuTest}.
 *
 * <p>The test is skipped if this QEMU does not have the machine type.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
@ExtendWith({AtfExtension.class, QemuExtension.class})
public @interface Machine {
    /** The machine type, such as {@code q35}; QEMU's default if there is none. */
    String type() default "";

    /** QEMU's arguments, one word each. */
    String[] args() default {};

    /**
     * The machine's name in the names of logs; {@code default} if there is none. Parameters and
     * fields with the same name get the same machine.
     */
    String name() default "";

    /**
     * Whether the machine is launched before the test gets it. Otherwise the test can configure it
     * further, and launches it.
     */
    boolean launch() default true;

    /** Whether the first serial port is connected to the console, and so to {@code console.log}. */
    boolean console() default true;

    /**
     * The device that is connected to the console instead of the first serial port, as {@code
     * -device} takes it, such as {@code isa-debugcon,iobase=0x402}; none by default.
     */
    String consoleDevice() default "";
}
