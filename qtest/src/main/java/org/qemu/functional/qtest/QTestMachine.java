package org.qemu.functional.qtest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.atf.AtfExtension;

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
@ExtendWith({AtfExtension.class, FunctionalTestExtension.class, QTestExtension.class})
@SuppressWarnings("exports")
public @interface QTestMachine {
    /**
     * QEMU's arguments in shell syntax: words separated by spaces, with {@code '…'} and {@code "…"}
     * around words that contain spaces. {@code {image:64M}} is replaced by the path of a new raw
     * image of that size, filled with zeros; {@code {scratch}} by the test's scratch folder; {@code
     * {channel:port}} by the id {@code port} of a chardev whose other end is {@code
     * qtest.vm().channel("port")} in the test.
     */
    String value() default "";

    /**
     * Whether the tests of the class share one QEMU, which is reset before each test but the first.
     */
    boolean perClass() default false;

    /**
     * Whether the machine must run, for devices that transfer no data in a stopped one. With a QEMU
     * that has no {@code qtest} accelerator, its CPU then executes an idle loop and its clock
     * follows the host's.
     */
    boolean running() default false;
}
