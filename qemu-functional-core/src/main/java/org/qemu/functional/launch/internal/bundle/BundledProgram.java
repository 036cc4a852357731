package org.qemu.functional.launch.internal.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.suite.internal.UsageException;

/**
 * A test program that shares a JVM with others.
 *
 * @param name the name of its test in meson, such as {@code func-x86_64-version}
 * @param environment the variables that differ from those of the JVM
 * @param arguments the arguments that it would have in a JVM of its own
 */
public record BundledProgram(String name, Map<String, String> environment, List<String> arguments) {
    private static final String END_OF_VARIABLES = "--";

    /** Create a program with copies of the collections. */
    public BundledProgram {
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    /**
     * Read the programs that {@code scripts/bundle} has written to a file. Each line has, separated
     * by tabs: the name, the variables as {@code NAME=value}, {@code --}, and the arguments.
     *
     * @throws UsageException if the file cannot be read, or a line has another form
     */
    public static List<BundledProgram> read(Path file) throws UsageException {
        try {
            List<BundledProgram> programs = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                programs.add(parse(line));
            }
            return programs;
        } catch (IOException e) {
            throw new UsageException("cannot read the programs in '%s': %s".formatted(file, e));
        }
    }

    static BundledProgram parse(String line) throws UsageException {
        List<String> words = List.of(line.split("\t", -1));
        int end = words.indexOf(END_OF_VARIABLES);
        if (end < 1) {
            throw new UsageException(
                    "'%s' is not a name, variables, '--' and arguments, separated by tabs"
                            .formatted(line));
        }
        Map<String, String> environment = new LinkedHashMap<>();
        for (String variable : words.subList(1, end)) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw new UsageException(
                        "'%s' of '%s' is not a variable of the form NAME=value"
                                .formatted(variable, words.get(0)));
            }
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return new BundledProgram(words.get(0), environment, words.subList(end + 1, words.size()));
    }
}
