package org.qemu.functional.atf.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.qemu.functional.atf.AtfTestCase;
import org.qemu.functional.settings.HarnessSettings;

/** Does what the arguments of a program say. */
public final class ProgramRun {
    private static final String INSIDE_KYUA = "__RUNNING_INSIDE_ATF_RUN";
    private static final String INSIDE = "internal-yes-value";

    /** The end of the name of a file with properties for the Kyuafile. */
    private static final String PROPERTIES = ".kyuafile";

    private final ProgramOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final Function<Throwable, String> classifier;

    public ProgramRun(
            ProgramOptions options,
            PrintStream out,
            PrintStream err,
            Function<Throwable, String> classifier) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.classifier = classifier;
    }

    /**
     * Run the program.
     *
     * @return the exit status
     * @throws IOException if the result cannot be written
     */
    public int run() throws AtfError, IOException {
        if (options.kyuafile()) {
            return printProperties();
        }
        if (options.listFolder().isPresent()) {
            return listAll(Path.of(options.listFolder().get()));
        }
        AtfArguments arguments = AtfArguments.parse(options.rest());
        checkSourceFolder(arguments.sourceFolder());
        Runnable restore = VariableSource.use(arguments.variables());
        try {
            if (arguments.list()) {
                print(TestCaseList.text(TestCaseList.of(classes()), options.version()));
                return 0;
            }
            return runTestCase(arguments);
        } finally {
            restore.run();
        }
    }

    private int runTestCase(AtfArguments arguments) throws AtfError, IOException {
        ResultFile file = new ResultFile(arguments.resultFile(), out);
        try (Jupiter jupiter = new Jupiter()) {
            JUnitTestCase test =
                    TestCaseCatalog.of(jupiter, classes())
                            .find(arguments.testCase())
                            .orElseThrow(() -> unknown(arguments));
            warnOutsideKyua();
            if (arguments.part() == AtfArguments.Part.CLEANUP) {
                return cleanUp(test);
            }
            return new BodyRun(file, err, classifier)
                    .run(jupiter, test)
                    .orElseThrow(() -> unknown(arguments));
        } catch (AtfUsageError e) {
            throw e;
        } catch (AtfError e) {
            if (arguments.part() == AtfArguments.Part.BODY) {
                // kyua shows this instead of a premature exit.
                file.write(AtfResult.broken(e.getMessage()));
            }
            throw e;
        }
    }

    private static AtfUsageError unknown(AtfArguments arguments) {
        return new AtfUsageError("Unknown test case `%s'".formatted(arguments.testCase()));
    }

    private int cleanUp(JUnitTestCase test) {
        Throwable failure = Cleanup.run(test.testClass());
        if (failure == null) {
            return 0;
        }
        err.println("The cleanup of " + test.ident() + " failed:");
        failure.printStackTrace(err);
        return AtfError.STATUS;
    }

    private void warnOutsideKyua() {
        if (!INSIDE.equals(HarnessSettings.current().environment().get(INSIDE_KYUA))) {
            String warning = options.name() + ": WARNING: ";
            err.println(warning + "Running test cases outside of kyua(1) is unsupported");
            err.println(
                    warning
                            + "No isolation nor timeout control is being applied; you may get"
                            + " unexpected failures; see atf-test-case(4)");
        }
    }

    /** Check {@code -s} as libatf does, as far as the program is known. */
    private void checkSourceFolder(Optional<String> folder) throws AtfError {
        if (folder.isPresent()) {
            Path path = Path.of(folder.get());
            Path wanted = options.program().isPresent() ? path.resolve(options.name()) : path;
            if (!Files.exists(wanted)) {
                throw new AtfError(
                        "Cannot find the test program in the source directory `%s'"
                                .formatted(folder.get()));
            }
        }
    }

    /** Write the list of each class to a file of its name, and its properties to one beside it. */
    private int listAll(Path folder) {
        int status = 0;
        for (String name : options.classes()) {
            try {
                List<AtfTestCase> cases = TestCaseList.of(List.of(load(name)));
                write(folder, name, TestCaseList.text(cases, options.version()));
                write(folder, name + PROPERTIES, properties(cases));
            } catch (AtfError e) {
                err.print(e.text(name));
                status = AtfError.STATUS;
            }
        }
        return status;
    }

    private static void write(Path folder, String name, String text) throws AtfError {
        try {
            Files.writeString(Files.createDirectories(folder).resolve(name), text);
        } catch (IOException e) {
            throw new AtfError("Cannot write the list to folder `%s': %s".formatted(folder, e));
        }
    }

    private int printProperties() throws AtfError {
        List<AtfTestCase> cases = TestCaseList.of(classes());
        print(properties(cases));
        for (String key : options.version().unknownKeys(cases)) {
            err.println(
                    options.name()
                            + ": WARNING: this version of kyua cannot check "
                            + key
                            + ": it is listed as X-"
                            + key);
        }
        return 0;
    }

    /** Return the properties for the Kyuafile, each a line in Lua. */
    private String properties(List<AtfTestCase> cases) {
        StringBuilder lines = new StringBuilder();
        options.version()
                .kyuafileProperties(cases)
                .forEach(
                        (name, value) ->
                                lines.append(name)
                                        .append("=\"")
                                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                                        .append("\"\n"));
        return lines.toString();
    }

    private List<Class<?>> classes() throws AtfError {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : new LinkedHashSet<>(options.classes())) {
            classes.add(load(name));
        }
        return classes;
    }

    private static Class<?> load(String name) throws AtfError {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new AtfError("Cannot load class `%s': %s".formatted(name, e));
        }
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }
}
