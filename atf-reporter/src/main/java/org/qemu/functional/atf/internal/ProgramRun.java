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
import org.qemu.functional.atf.AtfTestCase;
import org.qemu.functional.atf.KyuaVersion;
import org.qemu.functional.settings.HarnessSettings;

/** Does what the arguments of a program say. */
public final class ProgramRun {
    private static final String INSIDE_KYUA = "__RUNNING_INSIDE_ATF_RUN";
    private static final String INSIDE = "internal-yes-value";

    private final ProgramOptions options;
    private final PrintStream out;
    private final PrintStream err;

    public ProgramRun(ProgramOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
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
            return runBody(jupiter, test, file, arguments);
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

    private int runBody(
            Jupiter jupiter, JUnitTestCase test, ResultFile file, AtfArguments arguments)
            throws AtfError, IOException {
        Runnable restore = file.use();
        try {
            AtfResult result =
                    BodyRun.run(jupiter, test, err).orElseThrow(() -> unknown(arguments));
            file.write(result);
            return result.status();
        } finally {
            restore.run();
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

    /** Write the list of each class to a file of its name, with the keys of all versions. */
    private int listAll(Path folder) {
        int status = 0;
        for (String name : options.classes()) {
            try {
                String text =
                        TestCaseList.text(
                                TestCaseList.of(List.of(load(name))), KyuaVersion.DEVELOPMENT);
                write(folder, name, text);
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
        StringBuilder lines = new StringBuilder();
        options.version()
                .kyuafileProperties(cases)
                .forEach(
                        (name, value) ->
                                lines.append(name)
                                        .append("=\"")
                                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                                        .append("\"\n"));
        print(lines.toString());
        for (String key : options.version().unknownKeys(cases)) {
            err.println(
                    options.name()
                            + ": WARNING: this version of kyua cannot check "
                            + key
                            + ": it is left out");
        }
        return 0;
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
