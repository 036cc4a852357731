package org.qemu.functional.nativetest.internal.rerun;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Writes the events of JUnit to a file. */
public final class TestEventListener implements TestExecutionListener {
    private final TestEventFile file;

    /** Write to this file. */
    public TestEventListener(TestEventFile file) {
        this.file = file;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        file.started(test.getUniqueId());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        file.started(test.getUniqueId());
        file.ended(test.getUniqueId(), new TestOutcome(TestOutcome.Status.SKIPPED, reason));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        TestOutcome.Status status =
                switch (result.getStatus()) {
                    case SUCCESSFUL -> TestOutcome.Status.PASSED;
                    case ABORTED -> TestOutcome.Status.SKIPPED;
                    case FAILED -> TestOutcome.Status.FAILED;
                };
        file.ended(test.getUniqueId(), new TestOutcome(status, text(result.getThrowable())));
    }

    private static String text(Optional<Throwable> thrown) {
        StringWriter text = new StringWriter();
        thrown.ifPresent(one -> one.printStackTrace(new PrintWriter(text)));
        return text.toString();
    }
}
