package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.budget.internal.ProgramBudget;
import org.qemu.functional.debug.internal.DebugOptions;
import org.qemu.functional.debug.internal.TestLauncher;
import org.qemu.functional.qmp.internal.LineLimit;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.UsageException;
import org.qemu.functional.suite.internal.Version;
import org.qemu.functional.text.SafeOutput;
import org.qemu.functional.trace.internal.TraceMode;

/** A test program: run test classes and report the results in TAP. */
public final class Main {
    /**
     * Makes this the program of {@link KyuaMain}. With a main class of its own, the JVM would not
     * read the manifest, which allows native access.
     */
    private static final String ATF = "qemu.functional.atf";

    private Main() {}

    /** Run the program and exit; see {@link Arguments#usage}. */
    public static void main(String[] args) {
        if (Boolean.getBoolean(ATF)) {
            KyuaMain.main(args);
            return;
        }
        // Standard output is reserved for TAP: other output of tests and libraries goes to stderr.
        FileOutputStream stdout = TapStream.open();
        // Escape the output of tests, since it may contain data from outside.
        System.setErr(SafeOutput.standardError().print());
        System.setOut(System.err);
        int status =
                run(stdout, HarnessSettings.current().environment(), args)
                        .status(HarnessSettings.current().environment());
        System.err.flush();
        System.exit(status);
    }

    private static ExitCode run(
            FileOutputStream stdout, Map<String, String> environment, String... args) {
        try {
            Arguments arguments = Arguments.parse(args);
            DebugOptions.set(arguments.debug());
            return switch (arguments.action()) {
                case HELP -> print(stdout, Arguments.usage());
                case VERSION -> print(stdout, Version.line("qemu-functional-tests"));
                case LIST -> print(stdout, TestList.of(arguments.tests()));
                case RESOURCES -> print(stdout, ResourceList.of(arguments.tests()));
                case QMP -> new QmpShell(System.in, stdout).run(Path.of(arguments.tests().get(0)));
                case BUNDLE -> BundleRun.run(Path.of(arguments.tests().get(0)), stdout);
                case RUN ->
                        PrecacheRun.isWanted(environment)
                                ? new PrecacheRun(environment).run(arguments.tests())
                                : runTests(stdout, arguments);
            };
        } catch (UsageException e) {
            System.err.println("error: " + e.getMessage());
            System.err.println("(--help explains)");
            return ExitCode.USAGE;
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            return ExitCode.INTERNAL_ERROR;
        }
    }

    private static ExitCode runTests(FileOutputStream stdout, Arguments arguments)
            throws UsageException {
        TestLauncher.declareProgram();
        checkVariables();
        ClassPreloader.begin(arguments.tests());
        return new TapTestRunner(stdout, ProgramHost.OWN)
                .run(arguments.tests(), arguments.junitXml());
    }

    /** Reject invalid variables before tests run. */
    static void checkVariables() throws UsageException {
        try {
            ProgramBudget.check(HarnessSettings.current().environment());
            LineLimit.from(HarnessSettings.current().environment());
            TraceMode unused = TraceMode.from(HarnessSettings.current().environment());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static ExitCode print(FileOutputStream stdout, String text) {
        SafeOutput out = SafeOutput.to(stdout, UTF_8);
        out.print().print(text);
        out.flush();
        return out.failure().isPresent() && !out.isReaderGone()
                ? ExitCode.INTERNAL_ERROR
                : ExitCode.OK;
    }
}
