package org.qemu.functional.launch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.parameter.ResolvedBy;

/**
 * Extend JUnit's message "No ParameterResolver registered" by the name of the missing annotation:
 * without it there is no extension that could report the problem.
 */
final class ParameterHints implements TestExecutionListener {
    /** Matches, for example, {@code parameter [org.qemu.functional.qtest.QTest qtest]}. */
    private static final Pattern UNRESOLVED =
            Pattern.compile("No ParameterResolver registered for parameter \\[([\\w.$]+) ");

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
        Matcher type = UNRESOLVED.matcher(String.valueOf(thrown.getMessage()));
        if (!(thrown instanceof ParameterResolutionException) || !type.find()) {
            return Optional.empty();
        }
        return hint(type.group(1))
                .map(
                        hint -> {
                            ParameterResolutionException told =
                                    new ParameterResolutionException(
                                            thrown.getMessage() + " " + hint);
                            told.setStackTrace(thrown.getStackTrace());
                            return told;
                        });
    }

    private static Optional<String> hint(String type) {
        try {
            Class<?> parameter =
                    Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            return Optional.ofNullable(parameter.getAnnotation(ResolvedBy.class))
                    .map(
                            by ->
                                    "To get a %s, use %s."
                                            .formatted(parameter.getSimpleName(), by.value()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
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
