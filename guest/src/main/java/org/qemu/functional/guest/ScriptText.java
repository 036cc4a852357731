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
 * The script of a test, with its variables.
 *
 * @param name the name for messages
 */
public record ScriptText(String name, String text) {
    /** The exit status of a script that skips the test, as in automake. */
    public static final int SKIP = 77;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Prepended to the first line, so that line numbers in messages of the shell match the file.
     */
    private static final String PRELUDE = "set -e; skip() { echo \"$*\"; exit " + SKIP + "; }; ";

    /** Write a question for the host to the original standard error, and read the answer. */
    private static final String CHOOSE =
            "exec 9>&2; choose() { printf '\\001%s\\n' \"$*\" >&9; read -r _chosen; echo \"$_chosen\"; }; ";

    private static final Pattern CHOOSES = Pattern.compile("\\bchoose\\s");

    /**
     * Read the script of a test.
     *
     * @throws IllegalStateException if the file does not exist
     */
    public static ScriptText of(Class<?> type, Method method, GuestScript annotation) {
        if (!annotation.value().isEmpty()) {
            return new ScriptText(simpleName(type) + "." + method.getName(), annotation.value());
        }
        // The script is beside the class that declares the method, not beside a subclass.
        Class<?> home = method.getDeclaringClass();
        String name =
                annotation.file().isEmpty()
                        ? simpleName(home) + "." + method.getName() + ".sh"
                        : annotation.file();
        try (InputStream in = home.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "there is no script '%s' beside '%s': set value, or put the file into the folder of the class, which pom.xml must list as a resource"
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

    public static String requireVariable(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a valid name of a shell variable: use letters, digits and _"
                            .formatted(name));
        }
        return name;
    }

    /** Return whether the script asks the host for choices and therefore needs an input. */
    public boolean chooses() {
        return CHOOSES.matcher(text).find();
    }

    /** Return the complete script for the guest's shell. */
    public String with(Map<String, String> variables) {
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
