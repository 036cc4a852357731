package org.qemu.functional.launch;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.debug.DebugOptions;

/**
 * The command line of a test program.
 *
 * @param action what to do
 * @param tests what to do it with, as typed
 * @param debug what the user wants to see of it
 */
record Arguments(Action action, List<String> tests, DebugOptions debug) {
    static final String USAGE =
            """
            usage: java -jar qemu-functional-tests.jar CLASS[#METHOD] ...
                   java -jar qemu-functional-tests.jar --list [CLASS ...]
                   java -jar qemu-functional-tests.jar --qmp SOCKET

            Runs test classes and reports in TAP on standard output. CLASS is fully qualified, or
            relative to org.qemu.functional.tests, such as generic.VersionTest.

              --list               print the classes, or the tests of the given ones, and run nothing
              --qmp SOCKET         talk to the QMP monitor at a UNIX socket
              --help               print this

            To look into a test:

              --keep               leave its scratch folder behind, as QEMU_TEST_KEEP_SCRATCH does
              --pause-on-failure   when it fails, leave its machines running and print the sockets of
                                   consoles, monitors and gdb, until Enter is pressed
              --console            connect this terminal to the console of the machine 'default'
              --trace              print logs, consoles and monitors on standard error as they grow

            Exit status: 0 all ran well or were skipped, 1 a test failed, 2 wrong usage or no such
            test, 3 the harness broke; where tests failed for one reason alone, 4 QEMU crashed, 5 the
            guest crashed, 6 assets are missing. docs/running.md has the environment variables.
            """;

    enum Action {
        RUN,
        LIST,
        QMP,
        HELP
    }

    Arguments {
        tests = List.copyOf(tests);
    }

    static Arguments parse(String... words) throws UsageException {
        Action action = Action.RUN;
        boolean keep = false;
        boolean pause = false;
        boolean console = false;
        boolean trace = false;
        List<String> tests = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case "--list" -> action = Action.LIST;
                case "--qmp" -> action = Action.QMP;
                case "--keep" -> keep = true;
                case "--pause-on-failure" -> pause = true;
                case "--console" -> console = true;
                case "--trace" -> trace = true;
                case "-h", "--help" -> {
                    return new Arguments(Action.HELP, List.of(), DebugOptions.NONE);
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
        if (action == Action.QMP && tests.size() != 1) {
            throw new UsageException(
                    "--qmp takes one socket, and %d were named".formatted(tests.size()));
        }
        return new Arguments(action, tests, new DebugOptions(keep, pause, console, trace));
    }
}
