package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.qemu.functional.text.ShellQuoting;

/**
 * The script of a test, with the variables that it gets.
 *
 * @param name for people
 */
record ScriptText(String name, String text) {
    /** What ends a script that the test cannot judge: automake's convention for a skip. */
    static final int SKIP = 77;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * On the script's first line, so that the numbers in a shell's messages are those of the file.
     */
    private static final String PRELUDE = "set -e; skip() { echo \"$*\"; exit " + SKIP + "; }; ";

    /** Asks the host on standard error, wherever that leads by then, and reads the answer. */
    private static final String CHOOSE =
            "exec 9>&2; choose() { printf '\\001%s\\n' \"$*\" >&9; read -r _chosen; echo \"$_chosen\"; }; ";

    private static final Pattern CHOOSES = Pattern.compile("\\bchoose\\s");

    /**
     * Read the script of a test.
     *
     * @throws IllegalStateException if there is no such file
     */
    static ScriptText of(Class<?> type, Method method, GuestScript annotation) {
        if (!annotation.value().isEmpty()) {
            return new ScriptText(simpleName(type) + "." + method.getName(), annotation.value());
        }
        // The class that has the method, not one that inherits it, has the script beside it.
        Class<?> home = method.getDeclaringClass();
        String name =
                annotation.file().isEmpty()
                        ? simpleName(home) + "." + method.getName() + ".sh"
                        : annotation.file();
        try (InputStream in = home.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "there is no script '%s' beside '%s': give it by value, or put it into the class's folder, which pom.xml must name among the resources"
                                .formatted(name, home.getName()));
            }
            return new ScriptText(name, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '%s': %s".formatted(name, e), e);
        }
    }

    private static String simpleName(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getSimpleName()
                : simpleName(around) + "." + type.getSimpleName();
    }

    static String requireVariable(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a shell's variable: letters, digits and _ make one"
                            .formatted(name));
        }
        return name;
    }

    /** Whether it asks the host, and so must have an input. */
    boolean chooses() {
        return CHOOSES.matcher(text).find();
    }

    /** What the guest's shell runs. */
    String with(Map<String, String> variables) {
        StringBuilder all = new StringBuilder();
        new TreeMap<>(variables)
                .forEach(
                        (name, value) ->
                                all.append(
                                        "export %s=%s; "
                                                .formatted(name, ShellQuoting.quote(value))));
        return all + PRELUDE + (chooses() ? CHOOSE : "") + text;
    }
}
