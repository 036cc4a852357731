package org.qemu.functional.qtest;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.ModifierSupport;
import org.qemu.functional.ParameterLaunchException;
import org.qemu.functional.TestContext;

/** Provide tests with {@link QTest} fields and parameters. */
final class QTestExtension
        implements InvocationInterceptor,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(QTestExtension.class);

    /** Set static fields before the first method that may use them. */
    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        for (Field field : QTestElements.fields(context.getRequiredTestClass())) {
            if (ModifierSupport.isStatic(field)) {
                field.set(null, qtest(context, field, true));
            }
        }
        invocation.proceed();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        context.getStore(NAMESPACE).put(SharedMachines.class, new SharedMachines());
        QTestElements.classes(context).forEach(type -> shared(type).resetUsed());
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : QTestElements.fields(instance.getClass())) {
                boolean shared = ModifierSupport.isStatic(field);
                @Nullable Object target = shared ? null : instance;
                field.set(target, qtest(context, field, shared));
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean failed = context.getExecutionException().isPresent();
        QTestElements.classes(context).forEach(type -> shared(type).dropUnusable(failed));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw ParameterLaunchException.unwrap(thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw ParameterLaunchException.unwrap(thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw ParameterLaunchException.unwrap(thrown);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == QTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "'%s' wants a QTest; tests, @BeforeEach and @AfterEach methods can have one as a"
                                    .formatted(parameter.getDeclaringExecutable())
                            + " parameter, @BeforeAll and @AfterAll methods in a static field with @QTestMachine");
        }
        AnnotatedElement annotated = QTestElements.annotated(parameter, context);
        try {
            return qtest(context, annotated, false);
        } catch (RuntimeException | Error e) {
            throw new ParameterLaunchException(e);
        }
    }

    private static QTest qtest(ExtensionContext context, AnnotatedElement element, boolean shared) {
        QTestMachine wanted = QTestElements.find(element).orElseThrow();
        if (shared || wanted.perClass()) {
            ExtensionContext owner = QTestElements.owner(element, context);
            return shared(owner).get(element, wanted, TestContext.ofClass(owner));
        }
        return context.getStore(NAMESPACE)
                .get(SharedMachines.class, SharedMachines.class)
                .get(element, wanted, TestContext.ofTest(context));
    }

    /** Return the machines that the tests of a class share; enclosing classes have their own. */
    private static SharedMachines shared(ExtensionContext type) {
        return type.getStore(NAMESPACE.append(type.getRequiredTestClass()))
                .computeIfAbsent(
                        SharedMachines.class, key -> new SharedMachines(), SharedMachines.class);
    }
}
