package org.qemu.functional.launch;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.UsageException;

/** The JVM in which a program runs tests: one of its own, or one that it shares with others. */
interface ProgramHost {
    /** Return the stream for what people read. */
    PrintStream errors();

    /** Return the JUnit parameters for running these tests. */
    Map<String, String> parallelism(List<String> tests) throws UsageException;

    /** Called after the report if a test does not end. */
    void stuck(String reason);

    /** Called after the report if the JVM ends because a test has called {@code System.exit}. */
    void exitCalled();

    /** A JVM for one program. */
    ProgramHost OWN =
            new ProgramHost() {
                @Override
                public PrintStream errors() {
                    return System.err;
                }

                @Override
                public Map<String, String> parallelism(List<String> tests) throws UsageException {
                    return ParallelTests.configure(tests);
                }

                @Override
                public void stuck(String reason) {
                    System.exit(failed());
                }

                @Override
                public void exitCalled() {
                    EmergencyExit.exitWith(failed());
                }

                private static int failed() {
                    return ExitCode.FAILED.status(HarnessSettings.current().environment());
                }
            };
}
