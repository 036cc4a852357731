package org.qemu.functional.atf;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.qemu.functional.atf.internal.ExpectedEnd;
import org.qemu.functional.atf.internal.VariableParameters;

/**
 * Supports {@link ExpectedFailure}, {@link Expectations} and {@link ConfigVariable} in a class.
 *
 * <p>The two annotations register it themselves, and a program of ATF registers it for all classes.
 */
public final class AtfExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                AfterTestExecutionCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                InvocationInterceptor,
                ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(AtfExtension.class);

    /** Create the extension; JUnit calls this. */
    public AtfExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(ExpectedEnd.class, ExpectedEnd.open(context));
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw end(context).instead(thrown);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw end(context).instead(thrown);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            end(context).requireMet();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context).close();
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation,
            DynamicTestInvocationContext test,
            ExtensionContext context)
            throws Throwable {
        try (ExpectedEnd end = ExpectedEnd.openDynamic(context)) {
            try {
                invocation.proceed();
            } catch (Throwable thrown) {
                throw end.instead(thrown);
            }
            end.requireMet();
        }
    }

    private static ExpectedEnd end(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(ExpectedEnd.class, ExpectedEnd.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(ConfigVariable.class);
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Optional<ConfigVariable> variable = parameter.findAnnotation(ConfigVariable.class);
        try {
            return VariableParameters.value(variable.orElseThrow(), parameter.getParameter());
        } catch (RuntimeException e) {
            throw new ParameterResolutionException(
                    "cannot pass @ConfigVariable(\"%s\") to the test: %s"
                            .formatted(variable.orElseThrow().value(), e.getMessage()),
                    e);
        }
    }
}
