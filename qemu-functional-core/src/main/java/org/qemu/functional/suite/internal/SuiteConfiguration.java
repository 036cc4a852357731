package org.qemu.functional.suite.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describe where the test classes of a suite are, so that the harness lists them and derives the
 * target of each from its package.
 *
 * <p>The suite has a file {@value #RESOURCE} at the top of its class path, in the format of {@link
 * Properties}:
 *
 * <pre>
 * root.package = com.example.firmware
 * any.target = generic
 * </pre>
 *
 * <p>{@code com.example.firmware.aarch64.BootTest} is then a test for the target {@code aarch64},
 * and {@code aarch64.BootTest} is enough to name it. {@code any.target} lists the packages directly
 * below the root, separated by commas, whose tests are not for one target. If there are several
 * such files, the harness uses the first on the class path. Without a file, classes are named by
 * their full names only, and no test is for one target.
 *
 * @param rootPackage the package below which tests are sorted by target; "" if there is none
 * @param anyTarget the packages directly below it whose tests are not for one target
 */
public record SuiteConfiguration(String rootPackage, Set<String> anyTarget) {
    /** The name of the configuration file. */
    public static final String RESOURCE = "qemu-functional.properties";

    private static final String ROOT_PACKAGE = "root.package";
    private static final String ANY_TARGET = "any.target";

    /** Create a configuration with a copy of the set. */
    public SuiteConfiguration {
        anyTarget = Set.copyOf(anyTarget);
    }

    /**
     * Return the configuration on this program's class path.
     *
     * @throws IllegalStateException if the file cannot be read, or has no {@code root.package}
     */
    public static SuiteConfiguration current() {
        return Current.CONFIGURATION;
    }

    /**
     * Read the file that a class loader finds.
     *
     * @throws IllegalStateException if it cannot be read, or has no {@code root.package}
     */
    static SuiteConfiguration load(ClassLoader loader) {
        try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
            return in == null ? new SuiteConfiguration("", Set.of()) : parse(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Cannot read '%s' on the class path: %s".formatted(RESOURCE, e.getMessage()),
                    e);
        }
    }

    private static SuiteConfiguration parse(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        @Nullable String root = properties.getProperty(ROOT_PACKAGE);
        if (root == null || root.isBlank()) {
            throw new IllegalArgumentException(
                    "'%s' is not set; set it to the package of the tests, as in '%s = com.example.tests'"
                            .formatted(ROOT_PACKAGE, ROOT_PACKAGE));
        }
        Set<String> anyTarget = new HashSet<>();
        for (String name : properties.getProperty(ANY_TARGET, "").split(",", -1)) {
            if (!name.isBlank()) {
                anyTarget.add(name.trim());
            }
        }
        return new SuiteConfiguration(root.trim(), anyTarget);
    }

    /** Return the target of a package's tests; empty if they are for any target. */
    public Optional<String> targetOf(String packageName) {
        String prefix = rootPackage + ".";
        if (rootPackage.isEmpty() || !packageName.startsWith(prefix)) {
            return Optional.empty();
        }
        String below = packageName.substring(prefix.length());
        int dot = below.indexOf('.');
        String first = dot < 0 ? below : below.substring(0, dot);
        return anyTarget.contains(first) ? Optional.empty() : Optional.of(first);
    }

    /** Return the full name of a class whose name is relative to the root package. */
    public String fullName(String relative) {
        return rootPackage.isEmpty() ? relative : rootPackage + "." + relative;
    }

    /** Return the name of a class relative to the root package; its full name if it is outside. */
    public String shortName(String className) {
        String prefix = rootPackage + ".";
        return !rootPackage.isEmpty() && className.startsWith(prefix)
                ? className.substring(prefix.length())
                : className;
    }

    private static final class Current {
        static final SuiteConfiguration CONFIGURATION =
                load(Thread.currentThread().getContextClassLoader());
    }
}
