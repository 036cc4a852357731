package org.qemu.functional.junit.internal;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.qemu.functional.parameter.internal.MissingResolver;

/**
 * Put the hint of {@link MissingResolver} into the failure itself, for every launcher. A test that
 * has none of this project's annotations gets this extension only if the project enables {@code
 * junit.jupiter.extensions.autodetection.enabled}.
 */
public final class ParameterHintExtension
        implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    /** Called by JUnit. */
    public ParameterHintExtension() {}

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw withHint(thrown);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw withHint(thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw withHint(thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw withHint(thrown);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw withHint(thrown);
    }

    private static Throwable withHint(Throwable thrown) {
        return MissingResolver.hint(thrown)
                .<Throwable>map(
                        hint ->
                                new ParameterResolutionException(
                                        hint + " " + thrown.getMessage(), thrown))
                .orElse(thrown);
    }
}
