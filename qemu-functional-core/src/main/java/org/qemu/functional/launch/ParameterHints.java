package org.qemu.functional.launch;

import java.util.Optional;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.parameter.internal.MissingResolver;

/**
 * Extend JUnit's message "No ParameterResolver registered" by the name of the missing annotation.
 */
final class ParameterHints implements TestExecutionListener {
    private final TestExecutionListener listener;

    ParameterHints(TestExecutionListener listener) {
        this.listener = listener;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        listener.executionFinished(
                test,
                result.getThrowable()
                        .flatMap(ParameterHints::withHint)
                        .map(TestExecutionResult::failed)
                        .orElse(result));
    }

    private static Optional<Throwable> withHint(Throwable thrown) {
        return MissingResolver.hint(thrown)
                .map(
                        hint -> {
                            ParameterResolutionException told =
                                    new ParameterResolutionException(
                                            thrown.getMessage() + " " + hint);
                            told.setStackTrace(thrown.getStackTrace());
                            return told;
                        });
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        listener.testPlanExecutionStarted(plan);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        listener.testPlanExecutionFinished(plan);
    }

    @Override
    public void dynamicTestRegistered(TestIdentifier test) {
        listener.dynamicTestRegistered(test);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        listener.executionSkipped(test, reason);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        listener.executionStarted(test);
    }

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        listener.reportingEntryPublished(test, entry);
    }

    @Override
    public void fileEntryPublished(TestIdentifier test, FileEntry file) {
        listener.fileEntryPublished(test, file);
    }
}
