package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.qemu.functional.debug.internal.TestLauncher;
import org.qemu.functional.launch.internal.bundle.BundleEvents;
import org.qemu.functional.launch.internal.bundle.BundledProgram;
import org.qemu.functional.launch.internal.bundle.BundledStandardError;
import org.qemu.functional.launch.internal.bundle.ProgramQueue;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.UsageException;
import org.qemu.functional.text.SafeOutput;

/**
 * Run the programs of a bundle in this JVM, as {@code scripts/bundle} asks for. The TAP of each
 * program goes to {@code <name>.tap} and its standard error to {@code <name>.err}, both beside the
 * list of the programs.
 */
final class BundleRun {
    private final Path list;
    private final ProgramQueue queue;

    private BundleRun(Path list, List<BundledProgram> programs, OutputStream events)
            throws UsageException {
        this.list = list;
        int width = ParallelTests.width(HarnessSettings.current().environment());
        queue = new ProgramQueue(programs, width, new BundleEvents(events), this::execute);
    }

    /**
     * Run all programs of a list.
     *
     * @param events receives a line when a program begins or ends
     * @throws UsageException if there is no such list
     */
    static ExitCode run(Path list, OutputStream events) throws UsageException {
        List<BundledProgram> programs = BundledProgram.read(list);
        BundleRun run = new BundleRun(list.toAbsolutePath(), programs, events);
        TestLauncher.declareProgram();
        ParallelTests.limitMemory();
        BundledStandardError.install();
        try {
            run.queue.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERNAL_ERROR;
        }
        return ExitCode.OK;
    }

    private int execute(BundledProgram program, int threads) {
        Map<String, String> environment = HarnessSettings.current().environment();
        try (OutputStream tap = open(program, ".tap");
                OutputStream errors = open(program, ".err");
                PrintStream err = SafeOutput.to(errors, UTF_8).print()) {
            BundledStandardError.use(err);
            return run(program, new Shared(program, threads, err), tap).status(environment);
        } catch (IOException e) {
            System.err.println("error: cannot write the results of " + program.name() + ": " + e);
            return ExitCode.INTERNAL_ERROR.status(environment);
        }
    }

    private OutputStream open(BundledProgram program, String suffix) throws IOException {
        return new FileOutputStream(list.resolveSibling(program.name() + suffix).toFile());
    }

    private static ExitCode run(BundledProgram program, ProgramHost host, OutputStream tap) {
        try {
            Arguments arguments = Arguments.parse(program.arguments().toArray(String[]::new));
            Main.checkVariables();
            return new TapTestRunner(tap, host).run(arguments.tests(), arguments.junitXml());
        } catch (UsageException e) {
            host.errors().println("error: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (RuntimeException | Error e) {
            e.printStackTrace(host.errors());
            return ExitCode.INTERNAL_ERROR;
        }
    }

    /** This JVM for one of the programs. Another process runs them again if the JVM ends. */
    private final class Shared implements ProgramHost {
        private final BundledProgram program;
        private final int threads;
        private final PrintStream errors;

        Shared(BundledProgram program, int threads, PrintStream errors) {
            this.program = program;
            this.threads = threads;
            this.errors = errors;
        }

        @Override
        public PrintStream errors() {
            return errors;
        }

        @Override
        public Map<String, String> parallelism(List<String> tests) throws UsageException {
            return ParallelTests.parameters(tests, threads);
        }

        @Override
        public void stuck(String reason) {
            queue.stuck(program, reason);
        }

        @Override
        public void exitCalled() {}
    }
}
