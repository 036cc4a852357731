package org.qemu.functional.atf;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * State what kyua should know about the tests of a class, or about one test, before it starts them.
 *
 * <p>Lists of a method are added to those of its class; other values of a method replace those of
 * its class. An invalid value ends the program when kyua lists it. A key that the version of kyua
 * does not know is left out of the list and is available to the {@code Kyuafile}, see {@link
 * KyuaVersion}.
 *
 * <p>These become metadata without this annotation: {@code @DisplayName} ({@code descr}),
 * {@code @Isolated} ({@code is.exclusive}), {@code @Tag} ({@code X-tags}), {@code @Timeout} ({@code
 * timeout}, with a minute for the start of the program, if it is longer than kyua's default),
 * {@link AtfCleanup} ({@code has.cleanup}) and {@link ConfigVariable} without a default ({@code
 * require.config}).
 *
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=atf-test-case&sektion=4">atf-test-case(4)
 *     </a>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AtfMetadata {
    /** Return what the test is about, as {@code descr}. */
    String description() default "";

    /** Return the time limit in seconds, as {@code timeout}; kyua's own is 300. */
    int timeout() default -1;

    /** Return whether no other test may run at the same time, as {@code is.exclusive}. */
    boolean exclusive() default false;

    /** Return {@code root} or {@code unprivileged}, as {@code require.user}. */
    String user() default "";

    /** Return the memory that the test needs, such as {@code 512M}, as {@code require.memory}. */
    String memory() default "";

    /** Return the free disk space that the test needs, as {@code require.diskspace}. */
    String diskSpace() default "";

    /** Return the CPU architectures, one of which is needed, as {@code require.arch}. */
    String[] architectures() default {};

    /** Return the machine types, one of which is needed, as {@code require.machine}. */
    String[] machines() default {};

    /** Return the configuration variables that must be set, as {@code require.config}. */
    String[] configVariables() default {};

    /** Return the absolute paths of the files that must exist, as {@code require.files}. */
    String[] files() default {};

    /**
     * Return the programs that must exist, each a name or an absolute path, as {@code
     * require.progs}.
     */
    String[] programs() default {};

    /** Return the kernel modules that must be loaded, as {@code require.kmods}. */
    String[] kernelModules() default {};

    /** Return other properties, each {@code name=value}, as {@code X-name}. */
    String[] properties() default {};
}
