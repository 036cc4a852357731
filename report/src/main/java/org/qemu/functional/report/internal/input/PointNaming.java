package org.qemu.functional.report.internal.input;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.report.internal.model.TestIdentity;

/** Derives class and method of a test from the names that the harness gives to points in TAP. */
final class PointNaming {
    private static final Pattern HARNESS =
            Pattern.compile(
                    "([\\p{L}_$][\\w$\\p{L}]*)(?:\\.([\\p{L}_$][\\w$\\p{L}]*))?(?:: (.*))?");

    private PointNaming() {}

    /**
     * Return the identity of a point.
     *
     * @param className the full name of the program's class, whose package its other classes have
     * @param title the name of the point
     */
    static TestIdentity identity(
            String program, String suite, String target, String className, String title) {
        Matcher matcher = HARNESS.matcher(title);
        String simple = className.substring(className.lastIndexOf('.') + 1);
        if (className.isEmpty() || !matcher.matches()) {
            return new TestIdentity(
                    program,
                    suite,
                    target,
                    className.isEmpty() ? program : className,
                    "",
                    title,
                    null);
        }
        String type = matcher.group(1);
        String method = matcher.group(2) == null ? "" : matcher.group(2);
        // A class of a name unlike the program's is a class only if it has a method.
        boolean isClass = !method.isEmpty() || type.equals(simple) || type.startsWith(simple + "$");
        String packageName = className.substring(0, className.length() - simple.length());
        return new TestIdentity(
                program,
                suite,
                target,
                isClass ? packageName + type : className,
                isClass ? method : "",
                title,
                null);
    }

    /** Return the name of the folder of a test's logs. */
    static String logFolder(TestIdentity test) {
        String simple = test.className().substring(test.className().lastIndexOf('.') + 1);
        if (!test.method().isEmpty()) {
            return simple + "." + test.method();
        }
        // Meson's log does not tell the class of a program whose name is not that of a test class.
        Matcher matcher = HARNESS.matcher(test.name());
        return matcher.matches() && matcher.group(2) != null
                ? matcher.group(1) + "." + matcher.group(2)
                : simple;
    }
}
