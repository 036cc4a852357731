package org.qemu.functional.guest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.qemu.functional.FunctionalTestExtension;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.atf.AtfExtension;

/**
 * Gives a test a half that runs in a guest: a shell script, here or in a file beside the class. The
 * method is the half that runs on the host:
 *
 * <pre>{@code
 * @Test
 * @GuestScript(value = "udhcpc -i eth0 -q -n && ping -c 1 10.0.2.2", modules = "e1000")
 * void reachesTheHost() {
 *     vm().addArgs("-netdev", "user,id=n0", "-device", "e1000,netdev=n0"); // not yet booted
 * }
 * }</pre>
 *
 * <p>The script is run by {@code /bin/sh -e} when the method has returned, so that the first
 * command that fails ends it. Its exit status is the verdict: 0 passes the test; 77, or {@code skip
 * <reason>}, skips it with the last line as the reason; anything else fails it. What it writes
 * comes line by line to the test's log, and the last of it stands in a failure.
 *
 * <p>What the method has for parameters says when it runs. With none of these it runs before the
 * guest boots. With a {@link Guest} it runs in between. With a {@link ScriptRun} it decides itself:
 * sets variables, boots, starts the script, meets it half way. With a {@link CommandResult} it runs
 * after the script has passed, to look at what came of it.
 *
 * <p>With {@link WarmBoot} and a {@link Guest} the script runs in that clone; what this annotation
 * says of image, arguments and size does not count then.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ProvidesAssets(AnnotatedImages.class)
@ExtendWith({AtfExtension.class, FunctionalTestExtension.class, GuestScriptExtension.class})
@SuppressWarnings("exports")
public @interface GuestScript {
    /** The script; if empty, it is read from a file. */
    String value() default "";

    /**
     * The resource with the script, in UTF-8, relative to the class. If empty, it is {@code
     * <Class>.<method>.sh}, where the name of a nested class includes those of its enclosing
     * classes.
     */
    String file() default "";

    /** The kernel modules that the guest needs: see {@link GuestImage#withModules}. */
    String[] modules() default {};

    /** The packages that the guest needs: see {@link GuestImage#withPackage}. */
    String[] packages() default {};

    /** Arguments of QEMU, one word each, for devices of the guest: NICs, disks. */
    String[] args() default {};

    /** The RAM of the guest in MiB. */
    int memory() default GuestBuilder.MEMORY;

    /** The number of CPUs. */
    int cpus() default 1;

    /** The time limit for the script, in seconds, multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}. */
    int seconds() default 60;
}
