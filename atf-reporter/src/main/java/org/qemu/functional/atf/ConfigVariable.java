package org.qemu.functional.atf;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pass the value of a configuration variable to a parameter, converted as JUnit converts the
 * arguments of parameterized tests, such as to {@code int} or {@code Path}.
 *
 * <p>Without a default, the variable is required, so that kyua skips the test if it is not set. A
 * parameter of type {@code Optional<String>} is empty in this case, and its variable is not
 * required.
 *
 * @see ConfigVariables
 */
@Documented
@ExtendWith(AtfExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ConfigVariable {
    /** The value of {@link #defaultValue()} if there is none. */
    String NO_DEFAULT = "\0no default";

    /** Return the name of the variable. */
    String value();

    /** Return the value if the variable is not set. */
    String defaultValue() default NO_DEFAULT;
}
