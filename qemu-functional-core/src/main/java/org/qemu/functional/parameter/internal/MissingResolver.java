package org.qemu.functional.parameter.internal;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.qemu.functional.console.Console;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.parameter.ResolvedBy;
import org.qemu.functional.qmp.QmpClient;

/**
 * Name the missing annotation for JUnit's message "No ParameterResolver registered": without it
 * there is no extension that could report the problem.
 */
public final class MissingResolver {
    /** Matches, for example, {@code parameter [org.qemu.functional.qtest.QTest qtest]}. */
    private static final Pattern UNRESOLVED =
            Pattern.compile("No ParameterResolver registered for parameter \\[([\\w.$]+) ");

    /** The types of modules below core, which know no annotation. */
    private static final Set<Class<?>> PLAIN =
            Set.of(
                    QemuMachine.class,
                    Console.class,
                    QmpClient.class,
                    QemuBinary.class,
                    TestFiles.class);

    private MissingResolver() {}

    /** Return the hint for an exception; empty if it is another one, or begins with the hint. */
    public static Optional<String> hint(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        Matcher type = UNRESOLVED.matcher(message);
        return thrown instanceof ParameterResolutionException && type.find()
                ? ofType(type.group(1)).filter(hint -> !message.startsWith(hint))
                : Optional.empty();
    }

    private static Optional<String> ofType(String type) {
        try {
            Class<?> parameter =
                    Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            return Optional.ofNullable(parameter.getAnnotation(ResolvedBy.class))
                    .map(by -> "use %s".formatted(by.value()))
                    .or(() -> plain(parameter))
                    .map(what -> "To get a %s, %s.".formatted(parameter.getSimpleName(), what));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static Optional<String> plain(Class<?> parameter) {
        return PLAIN.contains(parameter)
                ? Optional.of("add @QemuTest to the class or the test")
                : Optional.empty();
    }
}
