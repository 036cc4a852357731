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
 * Provide the tests of a class, or one test, with machines and files:
 *
 * <pre>{@code
 * @QemuTest
 * @Machine(type = "q35", args = {"-m", "64M"})
 * class FirmwareTest {
 *     @Test
 *     void isRunning(QemuMachine vm) {
 *         assertEquals("running", vm.cmd("query-status").path("status").asText());
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters of constructors, tests and lifecycle methods, and fields that are neither final nor
 * set, may have these types: {@link org.qemu.functional.machine.QemuMachine}, {@link
 * org.qemu.functional.console.Console}, {@link org.qemu.functional.qmp.QmpClient}, {@link
 * org.qemu.functional.machine.QemuBinary}, {@link org.qemu.functional.files.TestFiles}, {@code
 * Path} with {@link AssetFile}, and those of a {@link
 * org.qemu.functional.parameter.ParameterProvider} on the class path: {@code Guest} and {@code
 * QTest}.
 *
 * <p>A machine that {@link Machine} describes runs when a test gets it. Any other machine is not
 * launched until the test launches it or needs its console, monitor or guest.
 *
 * <p>Each test method, and each invocation of a repeated or parameterized one, has its own machine,
 * which ends with it. The tests of a class share the machine of a static field, of a parameter of a
 * {@code @BeforeAll} or {@code @AfterAll} method, and of the fields and constructor of a class with
 * the lifecycle {@code PER_CLASS}. It ends after the last of them.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith({AtfExtension.class, QemuExtension.class})
public @interface QemuTest {}
