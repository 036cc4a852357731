package org.qemu.functional;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.qemu.functional.suite.internal.SuiteConfiguration;

/**
 * The name of a test in the file system and on the command line.
 *
 * @param folder {@code <Class>.<method>}, followed by {@code -<n>} for the n-th invocation of a
 *     template; {@code <Class>} for the class itself
 * @param selector {@code <fully qualified class>#<method>}, or only the class
 * @param arch the architecture that the test's package is for; empty for any
 * @param user whether it is a test of user mode
 */
record TestName(String folder, String selector, Optional<String> arch, boolean user) {
    private static final Pattern INVOCATION =
            Pattern.compile("\\[(?:test-template-invocation|dynamic-test):#(\\d+)]");

    static TestName of(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        Optional<String> method = context.getTestMethod().map(Method::getName);
        // JUnit takes 10 ms to format the first unique ID, and a plain test does not need it.
        boolean plain = context.getParent().flatMap(ExtensionContext::getTestMethod).isEmpty();
        String suffix = plain ? "" : invocation(context.getUniqueId());
        return new TestName(
                simpleName(type) + method.map(name -> "." + name + suffix).orElse(""),
                type.getName() + method.map(name -> "#" + name).orElse(""),
                SuiteConfiguration.current().targetOf(type.getPackageName()),
                QemuUserTest.class.isAssignableFrom(type));
    }

    private static String invocation(String uniqueId) {
        Matcher invocation = INVOCATION.matcher(uniqueId);
        return invocation.find() ? "-" + invocation.group(1) : "";
    }

    /** Return the class name; for a nested class, including the names of its enclosing classes. */
    private static String simpleName(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getSimpleName()
                : simpleName(around) + "." + type.getSimpleName();
    }
}
