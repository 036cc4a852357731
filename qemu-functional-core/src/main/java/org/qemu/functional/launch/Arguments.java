package org.qemu.functional.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a test program.
 *
 * @param action what to do
 * @param tests what to do it with, as typed
 */
record Arguments(Action action, List<String> tests) {
    static final String USAGE =
            """
            usage: java -jar qemu-functional-tests.jar CLASS[#METHOD] ...
                   java -jar qemu-functional-tests.jar --list [CLASS ...]

            Runs test classes and reports in TAP on standard output. CLASS is fully qualified, or
            relative to org.qemu.functional.tests, such as generic.VersionTest.

              --list   print the classes, or the tests of the given ones, and run nothing
              --help   print this

            Exit status: 0 all ran well or were skipped, 1 a test failed, 2 wrong usage or no such
            test, 3 the harness broke. docs/running.md has the environment variables.
            """;

    enum Action {
        RUN,
        LIST,
        HELP
    }

    Arguments {
        tests = List.copyOf(tests);
    }

    static Arguments parse(String... words) throws UsageException {
        Action action = Action.RUN;
        List<String> tests = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case "--list" -> action = Action.LIST;
                case "-h", "--help" -> {
                    return new Arguments(Action.HELP, List.of());
                }
                default -> {
                    if (word.startsWith("-")) {
                        throw new UsageException("there is no option '%s'".formatted(word));
                    }
                    tests.add(word);
                }
            }
        }
        if (action == Action.RUN && tests.isEmpty()) {
            throw new UsageException("no test class was named");
        }
        return new Arguments(action, tests);
    }
}
