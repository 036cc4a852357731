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

    /** Other listeners get the same exception after this one, which JUnit registers first. */
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable()
                .ifPresent(
                        thrown ->
                                MissingResolver.hint(thrown)
                                        .map(RunListener::withoutStackTrace)
                                        .ifPresent(thrown::addSuppressed));
    }

    private static Throwable withoutStackTrace(String hint) {
        Throwable hinting = new ParameterResolutionException(hint);
        hinting.setStackTrace(new StackTraceElement[0]);
        return hinting;
    }
}
