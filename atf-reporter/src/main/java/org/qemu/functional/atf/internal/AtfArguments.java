package org.qemu.functional.atf.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that kyua or a person passes to a test program, as libatf 0.21 reads them with
 * {@code getopt("+:lr:s:v:")}: options come before the test case, an option's value may be in the
 * same word, and the first error is reported.
 *
 * @param list whether to list the test cases
 * @param resultFile the file for the result; without it the result goes to standard output
 * @param sourceFolder the folder with the program
 * @param variables the configuration variables
 * @param testCase the name of the test case, empty to list
 * @param part what to run of it
 */
public record AtfArguments(
        boolean list,
        Optional<String> resultFile,
        Optional<String> sourceFolder,
        Map<String, String> variables,
        String testCase,
        Part part) {

    /** What the JVM reads for bytes that are not in the encoding of the locale. */
    private static final char UNREADABLE = '\uFFFD';

    /** A part of a test case. */
    public enum Part {
        BODY,
        CLEANUP
    }

    /** Read arguments. */
    public static AtfArguments parse(List<String> arguments) throws AtfUsageError {
        for (String argument : arguments) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                // The result would go to another file, or the test would see another value.
                throw new AtfUsageError(
                        "Argument `%s' is not in UTF-8; rename the file, case or variable"
                                .formatted(argument));
            }
        }
        Deque<String> rest = new ArrayDeque<>(arguments);
        boolean list = false;
        @Nullable String resultFile = null;
        @Nullable String sourceFolder = null;
        Map<String, String> variables = new LinkedHashMap<>();
        while (!rest.isEmpty() && rest.peek().startsWith("-") && !rest.peek().equals("-")) {
            String word = rest.pop();
            if (word.equals("--")) {
                break;
            }
            for (int i = 1; i < word.length(); i++) {
                char option = word.charAt(i);
                if (option == 'l') {
                    list = true;
                    continue;
                }
                if ("rsv".indexOf(option) < 0) {
                    throw new AtfUsageError("Unknown option -%c.".formatted(option));
                }
                @Nullable String value =
                        i + 1 < word.length() ? word.substring(i + 1) : rest.poll();
                if (value == null) {
                    throw new AtfUsageError("Option -%c requires an argument.".formatted(option));
                }
                switch (option) {
                    case 'r' -> resultFile = value;
                    case 's' -> sourceFolder = value;
                    default -> addVariable(variables, value);
                }
                break;
            }
        }
        return of(list, resultFile, sourceFolder, variables, rest);
    }

    private static AtfArguments of(
            boolean list,
            @Nullable String resultFile,
            @Nullable String sourceFolder,
            Map<String, String> variables,
            Deque<String> names)
            throws AtfUsageError {
        if (list && !names.isEmpty()) {
            throw new AtfUsageError("Cannot provide test case names with -l");
        }
        if (!list && names.isEmpty()) {
            throw new AtfUsageError("Must provide a test case name");
        }
        if (names.size() > 1) {
            throw new AtfUsageError("Cannot provide more than one test case name");
        }
        String[] words = list ? new String[] {""} : names.pop().split(":", 2);
        return new AtfArguments(
                list,
                Optional.ofNullable(resultFile),
                Optional.ofNullable(sourceFolder),
                Map.copyOf(variables),
                words[0],
                words.length == 1 ? Part.BODY : part(words[1]));
    }

    private static void addVariable(Map<String, String> variables, String text)
            throws AtfUsageError {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new AtfUsageError("-v requires an argument of the form var=value");
        }
        variables.put(text.substring(0, equals), text.substring(equals + 1));
    }

    private static Part part(String name) throws AtfUsageError {
        return switch (name) {
            case "body" -> Part.BODY;
            case "cleanup" -> Part.CLEANUP;
            default -> throw new AtfUsageError("Invalid test case part `%s'".formatted(name));
        };
    }
}
