package org.qemu.functional.junit.internal;

import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.qemu.functional.parameter.internal.MissingResolver;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Configure the harness from JUnit's configuration parameters before the first test, and add hints
 * to failures that JUnit reports. Every launcher but this project's own program registers it.
 */
public final class RunListener implements TestExecutionListener {
    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        HarnessSettings.useParameters(plan.getConfigurationParameters()::get);
    }

    /**
     * Print the hint and add it to the exception, which JUnit gives to other listeners too: to the
     * console launcher's after this one, but to that of Surefire and Gradle before.
     */
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable()
                .ifPresent(
                        thrown ->
                                MissingResolver.hint(thrown)
                                        .ifPresent(hint -> report(test, thrown, hint)));
    }

    private static void report(TestIdentifier test, Throwable thrown, String hint) {
        System.err.printf("FAILED %s%n  %s%n", test.getDisplayName(), hint);
        thrown.addSuppressed(withoutStackTrace(hint));
    }

    private static Throwable withoutStackTrace(String hint) {
        Throwable hinting = new ParameterResolutionException(hint);
        hinting.setStackTrace(new StackTraceElement[0]);
        return hinting;
    }
}
