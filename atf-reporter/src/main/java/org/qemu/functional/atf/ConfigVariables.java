package org.qemu.functional.atf;

import java.util.Optional;
import org.qemu.functional.atf.internal.VariableSource;

/**
 * Returns the configuration variables of the tests.
 *
 * <p>kyua takes them from {@code kyua.conf} ({@code test_suites.<suite>.<name>}) and {@code -v}. In
 * a program that kyua does not run, a variable is the first of these that is set: the system
 * property of that name, the environment variable {@code TEST_ENV_<name>}, which kyua sets for
 * programs other than ATF's, and the environment variable of that name.
 */
public final class ConfigVariables {
    private ConfigVariables() {}

    /** Return the value of a variable, or nothing if it is not set; it may be empty. */
    public static Optional<String> find(String name) {
        return VariableSource.current().find(name);
    }

    /** Return the value of a variable, or the given one if it is not set. */
    public static String get(String name, String defaultValue) {
        return find(name).orElse(defaultValue);
    }

    /**
     * Return the value of a variable.
     *
     * @throws IllegalStateException if it is not set
     */
    public static String get(String name) {
        return VariableSource.current().require(name);
    }
}
