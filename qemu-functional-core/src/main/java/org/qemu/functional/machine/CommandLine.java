package org.qemu.functional.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The arguments that a test gives to QEMU, in order. */
final class CommandLine {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private final List<String> arguments = new ArrayList<>();

    void add(Object... more) {
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
    }

    /** Replace the value of the first argument of a name, or add both. */
    void set(String name, String value) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            add(name, value);
        } else if (at + 1 == arguments.size()) {
            arguments.add(value);
        } else {
            arguments.set(at + 1, value);
        }
    }

    List<String> arguments() {
        return List.copyOf(arguments);
    }

    /** Spell a command so that a POSIX shell takes it as it is. */
    static String shell(List<String> command) {
        return command.stream()
                .map(
                        word ->
                                PLAIN.matcher(word).matches()
                                        ? word
                                        : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
