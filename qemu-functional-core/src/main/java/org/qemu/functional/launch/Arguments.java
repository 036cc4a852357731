package org.qemu.functional.launch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.qemu.functional.debug.internal.DebugOptions;
import org.qemu.functional.suite.internal.SuiteConfiguration;
import org.qemu.functional.suite.internal.UsageException;

/**
 * The command line of a test program.
 *
 * @param action what to do
 * @param tests the names of the tests, as typed
 * @param debug the debugging options
 * @param junitXml the file for results in JUnit's XML format
 */
record Arguments(Action action, List<String> tests, DebugOptions debug, Optional<Path> junitXml) {
    private static final String USAGE =
            """
            usage: java -jar qemu-functional-tests.jar [--junit-xml FILE] CLASS[#METHOD] ...
                   java -jar qemu-functional-tests.jar --list [CLASS ...]
                   java -jar qemu-functional-tests.jar --resources [CLASS ...]
                   java -jar qemu-functional-tests.jar --qmp SOCKET
                   java -jar qemu-functional-tests.jar --bundle LIST

            Runs test classes and reports in TAP on standard output. CLASS is fully qualified%s

              --junit-xml FILE     write the results as JUnit's XML, too
              --list               print the classes, or the tests of the given ones, and run nothing
              --resources          print what all classes, or the given ones, need of a host, as JSON
              --qmp SOCKET         talk to the QMP monitor at a UNIX socket
              --bundle LIST        run the programs in a list that scripts/bundle has made
              --help               print this
              --version            print the version

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

    /** Return the output of {@code --help}. */
    static String usage() {
        String root = SuiteConfiguration.current().rootPackage();
        return USAGE.formatted(
                root.isEmpty()
                        ? "."
                        : ", or\nrelative to " + root + ", such as generic.VersionTest.");
    }

    enum Action {
        RUN,
        LIST,
        RESOURCES,
        QMP,
        BUNDLE,
        HELP,
        VERSION
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
        Optional<Path> junitXml = Optional.empty();
        List<String> tests = new ArrayList<>();
        Iterator<String> rest = List.of(words).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "--junit-xml" -> junitXml = Optional.of(file(word, rest));
                case "--list" -> action = Action.LIST;
                case "--resources" -> action = Action.RESOURCES;
                case "--qmp" -> action = Action.QMP;
                case "--bundle" -> action = Action.BUNDLE;
                case "--keep" -> keep = true;
                case "--pause-on-failure" -> pause = true;
                case "--console" -> console = true;
                case "--trace" -> trace = true;
                case "-h", "--help" -> {
                    return only(Action.HELP);
                }
                case "-V", "--version" -> {
                    return only(Action.VERSION);
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
                    "--qmp takes one socket, but %d were given".formatted(tests.size()));
        }
        if (action == Action.BUNDLE && tests.size() != 1) {
            throw new UsageException(
                    "--bundle takes one list of programs, but %d were given"
                            .formatted(tests.size()));
        }
        return new Arguments(
                action, tests, new DebugOptions(keep, pause, console, trace), junitXml);
    }

    private static Arguments only(Action action) {
        return new Arguments(action, List.of(), DebugOptions.NONE, Optional.empty());
    }

    private static Path file(String option, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException("'%s' needs the name of a file".formatted(option));
        }
        String name = rest.next();
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException(
                    "'%s' needs the name of a file, not '%s': %s"
                            .formatted(option, name, e.getReason()));
        }
    }
}
