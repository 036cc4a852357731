package org.qemu.functional.guest;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.qemu.functional.ParameterLaunchException;
import org.qemu.functional.parameter.TestAnnotations;

/** Run the guest's part of a test with {@link GuestScript}. */
final class GuestScriptExtension
        implements ParameterResolver,
                InvocationInterceptor,
                TestExecutionExceptionHandler,
                AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(GuestScriptExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.getDeclaringExecutable().isAnnotationPresent(GuestScript.class)
                && (type == ScriptRun.class
                        || type == CommandResult.class
                        || (type == Guest.class && !isWarm(parameter, context)));
    }

    /** Return whether another extension provides the parameter. */
    private static boolean isWarm(ParameterContext parameter, ExtensionContext context) {
        return TestAnnotations.find(parameter, context, WarmBoot.class).isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            ScriptRun run = run(context);
            Class<?> type = parameter.getParameter().getType();
            if (type == ScriptRun.class) {
                return run;
            }
            return type == Guest.class ? run.guest() : run.finish();
        } catch (RuntimeException | Error e) {
            throw new ParameterLaunchException(e);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        around(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        around(invocation, method, context);
    }

    private static void around(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        ScriptRun run = run(context);
        run.inOneOf(method.getArguments());
        try {
            invocation.proceed();
        } catch (AssertionError e) {
            run.explain(e);
            throw e;
        }
        run.finish();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw ParameterLaunchException.unwrap(thrown);
    }

    /** Clean up after a method that failed while its script was running. */
    @Override
    public void afterEach(ExtensionContext context) {
        ScriptRun run = context.getStore(NAMESPACE).get(ScriptRun.class, ScriptRun.class);
        if (run != null) {
            run.close();
        }
    }

    private static ScriptRun run(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(ScriptRun.class, key -> ScriptRun.of(context), ScriptRun.class);
    }
}
