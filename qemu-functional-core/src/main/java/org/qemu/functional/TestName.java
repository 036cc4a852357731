package org.qemu.functional;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test is called in the file system and on the command line.
 *
 * @param folder {@code <Class>.<method>}, and {@code -<n>} for the n-th invocation of a template;
 *     {@code <Class>} for the class as such
 * @param selector {@code <fully qualified class>#<method>}, or the class alone
 * @param arch the architecture that the test's package is for; empty if for any
 * @param user whether it is a test of user mode
 */
record TestName(String folder, String selector, Optional<String> arch, boolean user) {
    /** The package below which tests are sorted by architecture. */
    private static final Pattern ARCH_PACKAGE =
            Pattern.compile("org\\.qemu\\.functional\\.tests\\.([^.]+).*");

    private static final Pattern INVOCATION =
            Pattern.compile("\\[(?:test-template-invocation|dynamic-test):#(\\d+)]");

    /** Folders of tests that are not for one architecture. */
    private static final Set<String> OF_ANY_ARCH = Set.of("generic", "qtest", "guest");

    static TestName of(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        Optional<String> method = context.getTestMethod().map(Method::getName);
        // JUnit takes 10 ms to write the first unique id, and a plain test has no use for it.
        boolean plain = context.getParent().flatMap(ExtensionContext::getTestMethod).isEmpty();
        String suffix = plain ? "" : invocation(context.getUniqueId());
        Matcher arch = ARCH_PACKAGE.matcher(type.getPackageName());
        return new TestName(
                simpleName(type) + method.map(name -> "." + name + suffix).orElse(""),
                type.getName() + method.map(name -> "#" + name).orElse(""),
                arch.matches() && !OF_ANY_ARCH.contains(arch.group(1))
                        ? Optional.of(arch.group(1))
                        : Optional.empty(),
                QemuUserTest.class.isAssignableFrom(type));
    }

    private static String invocation(String uniqueId) {
        Matcher invocation = INVOCATION.matcher(uniqueId);
        return invocation.find() ? "-" + invocation.group(1) : "";
    }

    /** A nested class carries the names of those around it. */
    private static String simpleName(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getSimpleName()
                : simpleName(around) + "." + type.getSimpleName();
    }
}
