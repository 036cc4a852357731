package org.qemu.functional.atf.internal;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.engine.UniqueId;

/**
 * Keeps the tests and the set-up and tear-down methods from running while test templates and
 * factories register their invocations. Does nothing in other runs.
 */
public final class ExpansionExtension implements ExecutionCondition, InvocationInterceptor {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String type = UniqueId.parse(context.getUniqueId()).getLastSegment().getType();
        boolean test = type.equals("test-template-invocation") || type.equals("method");
        return test && isExpansion(context)
                ? ConditionEvaluationResult.disabled("only listed")
                : ConditionEvaluationResult.enabled(null);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        unlessExpansion(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        unlessExpansion(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        unlessExpansion(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        unlessExpansion(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation,
            DynamicTestInvocationContext test,
            ExtensionContext context)
            throws Throwable {
        unlessExpansion(invocation, context);
    }

    private static void unlessExpansion(Invocation<Void> invocation, ExtensionContext context)
            throws Throwable {
        if (isExpansion(context)) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }

    static boolean isExpansion(ExtensionContext context) {
        return context.getConfigurationParameter(Jupiter.EXPAND).filter("true"::equals).isPresent();
    }
}
