package org.qemu.functional;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.qemu.functional.debug.internal.SelectedTest;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.suite.internal.SuiteConfiguration;

/**
 * The name of a test in the file system and on the command line.
 *
 * @param folder {@code <Class>.<method>}, each followed by {@code -<n>} for the n-th invocation of
 *     a template; {@code <Class>} for the class itself
 * @param type its class
 * @param method its method; empty for the class itself
 * @param arch the architecture that the test's package is for; empty for any
 * @param binary the binary that was chosen for the test; empty to find one for {@code arch}
 */
record TestName(
        String folder,
        Class<?> type,
        Optional<Method> method,
        Optional<String> arch,
        Optional<QemuBinary> binary) {
    private static final Pattern INVOCATION =
            Pattern.compile("\\[(?:test-template-invocation|dynamic-test):#(\\d+)]");

    private static final Pattern CLASS_INVOCATION =
            Pattern.compile("\\[class-template-invocation:#(\\d+)]");

    static TestName of(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        Optional<Method> method = context.getTestMethod();
        return new TestName(
                simpleName(type)
                        + classInvocation(context)
                        + method.map(one -> "." + one.getName() + invocation(context)).orElse(""),
                type,
                method,
                SuiteConfiguration.current().targetOf(type.getPackageName()),
                BinaryChoice.of(context));
    }

    // JUnit takes 10 ms to format the first unique ID, and a plain test does not need it.

    private static String invocation(ExtensionContext context) {
        boolean plain = context.getParent().flatMap(ExtensionContext::getTestMethod).isEmpty();
        return plain ? "" : numbers(INVOCATION, context);
    }

    private static String classInvocation(ExtensionContext context) {
        ExtensionContext type = context;
        while (type.getTestMethod().isPresent()) {
            type = type.getParent().orElseThrow();
        }
        boolean plain = type.getParent().flatMap(ExtensionContext::getTestClass).isEmpty();
        return plain ? "" : numbers(CLASS_INVOCATION, context);
    }

    private static String numbers(Pattern pattern, ExtensionContext context) {
        Matcher invocation = pattern.matcher(context.getUniqueId());
        StringBuilder numbers = new StringBuilder();
        while (invocation.find()) {
            numbers.append('-').append(invocation.group(1));
        }
        return numbers.toString();
    }

    /** Return whether it is a test of user mode. */
    boolean user() {
        return QemuUserTest.class.isAssignableFrom(type);
    }

    /** Return {@code <fully qualified class>#<method>}, or only the class. */
    String selector() {
        return method.map(one -> type.getName() + "#" + one.getName()).orElse(type.getName());
    }

    SelectedTest test() {
        return new SelectedTest(
                type.getName(),
                method.map(Method::getName).orElse(""),
                method.stream()
                        .flatMap(one -> Arrays.stream(one.getParameterTypes()))
                        .map(Class::getName)
                        .collect(Collectors.joining(", ")));
    }

    /** Return the class name; for a nested class, including the names of its enclosing classes. */
    private static String simpleName(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getSimpleName()
                : simpleName(around) + "." + type.getSimpleName();
    }
}
