package org.qemu.functional.atf.internal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.qemu.functional.tap.internal.FailureText;
import org.qemu.functional.tap.internal.RunReporter;

/** Runs the body of a test case. */
final class BodyRun {
    private BodyRun() {}

    /**
     * Run a test case.
     *
     * @param err for the stack trace of a failure
     * @return the result, or nothing if JUnit knows no such test
     */
    static Optional<AtfResult> run(Jupiter jupiter, JUnitTestCase testCase, PrintStream err) {
        ResultOutput result = new ResultOutput();
        RunReporter reporter =
                new RunReporter(
                        new Object(),
                        List.of(result, new FailureText(err, selector -> ""), new StackOutput(err)),
                        System::nanoTime,
                        throwable -> "");
        try {
            jupiter.launcher()
                    .execute(jupiter.request(List.of(selectUniqueId(testCase.id()))), reporter);
        } catch (RuntimeException | Error e) {
            // JUnit catches the exceptions of tests, but not an OutOfMemoryError.
            reporter.bailOut(e);
        }
        return result.result();
    }
}
