package org.qemu.functional.qtest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.FunctionalTestExtension;

/**
 * Says with which arguments QEMU is started for a {@link QTest} that a test has as a parameter or a
 * field:
 *
 * <pre>{@code
 * @Test
 * @QTestMachine("-machine q35 -device virtio-rng-pci")
 * void findsTheGenerator(QTest qtest) { … }
 * }</pre>
 *
 * <p>On a class it is for all parameters in it, on a method for its own, on a parameter or a field
 * for that; the nearest counts. Each test has a QEMU of its own, which all its parameters without
 * an annotation of their own share; {@link #perClass} gives all tests of the class the same one. A
 * static field is per class in any case. The test is skipped if this QEMU lacks a machine, device,
 * CPU or network back-end that the arguments name.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
@ExtendWith({FunctionalTestExtension.class, QTestExtension.class})
public @interface QTestMachine {
    /**
     * QEMU's arguments as a shell would have them: words between spaces, {@code '…'} and {@code
     * "…"} around those with spaces. {@code {image:64M}} stands for the path of a new raw image of
     * that size, all zeroes; {@code {scratch}} for the test's scratch folder; {@code
     * {channel:port}} for the id {@code port} of a chardev whose other end the test has as {@code
     * qtest.vm().channel("port")}.
     */
    String value() default "";

    /** Whether the tests of the class share one QEMU, which is reset before each but the first. */
    boolean perClass() default false;

    /**
     * Whether the machine is to run, for devices that move no data in a stopped one: with a QEMU
     * that has no {@code qtest} accelerator its CPU then idles in a loop and its clock is the
     * host's.
     */
    boolean running() default false;
}
