package org.qemu.functional.atf.internal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.tap.internal.FailureText;
import org.qemu.functional.tap.internal.RunReporter;

/** Runs the body of a test case and writes its result. */
public final class BodyRun {
    private static final AtomicReference<@Nullable BodyRun> OF_PROGRAM = new AtomicReference<>();

    private final Object lock = new Object();
    private final ResultOutput output = new ResultOutput();
    private final ResultFile file;
    private final PrintStream err;
    private final RunReporter reporter;

    /**
     * Create a run.
     *
     * @param file for the result
     * @param err for the stack trace of a failure
     * @param classifier returns the kind of a throwable
     */
    BodyRun(ResultFile file, PrintStream err, Function<Throwable, String> classifier) {
        this.file = file;
        this.err = err;
        this.reporter =
                new RunReporter(
                        lock,
                        List.of(output, new FailureText(err, selector -> ""), new StackOutput(err)),
                        System::nanoTime,
                        classifier);
    }

    /**
     * Run a test case.
     *
     * @return the exit status, or nothing if JUnit knows no such test
     * @throws IOException if the result cannot be written
     */
    OptionalInt run(Jupiter jupiter, JUnitTestCase testCase) throws IOException {
        Runnable restore = file.use();
        OF_PROGRAM.set(this);
        try {
            jupiter.launcher()
                    .execute(jupiter.request(List.of(selectUniqueId(testCase.id()))), reporter);
        } catch (RuntimeException | Error e) {
            // JUnit catches the exceptions of tests, but not an OutOfMemoryError.
            reporter.bailOut(e);
        } finally {
            OF_PROGRAM.set(null);
            restore.run();
        }
        return writeResult();
    }

    /** Write the result of the test case that runs in this program, which is about to end. */
    public static OptionalInt interrupt(String reason) {
        BodyRun run = OF_PROGRAM.get();
        return run == null ? OptionalInt.empty() : run.end(reason);
    }

    private OptionalInt end(String reason) {
        reporter.interrupt(reason, null);
        try {
            return writeResult();
        } catch (IOException e) {
            err.println(e.getMessage());
            return OptionalInt.empty();
        }
    }

    private OptionalInt writeResult() throws IOException {
        // The test and what ends the program may do this at the same time.
        synchronized (lock) {
            Optional<AtfResult> result = output.result();
            if (result.isEmpty()) {
                return OptionalInt.empty();
            }
            file.write(result.get());
            return OptionalInt.of(result.get().status());
        }
    }
}
