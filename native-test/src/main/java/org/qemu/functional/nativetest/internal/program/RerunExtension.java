package org.qemu.functional.nativetest.internal.program;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.nativetest.Coverage;
import org.qemu.functional.nativetest.Valgrind;
import org.qemu.functional.nativetest.internal.coverage.GcovrReport;
import org.qemu.functional.nativetest.internal.library.NativeTestExtension;
import org.qemu.functional.nativetest.internal.valgrind.ValgrindProgram;

/**
 * Runs a class with {@link Valgrind} or {@link Coverage} in another JVM, and reports the outcome of
 * each test in place of the test.
 */
public final class RerunExtension
        implements ExecutionCondition, BeforeAllCallback, AfterAllCallback, InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(RerunExtension.class);

    /** Called by JUnit. */
    public RerunExtension() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing =
                TestJvmMain.isThisProgram()
                        ? Optional.empty()
                        : context.getTestClass().flatMap(RerunExtension::missing);
        return missing.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("all tools are there"));
    }

    private static Optional<String> missing(Class<?> type) {
        Optional<String> valgrind =
                find(type, Valgrind.class).flatMap(annotation -> ValgrindProgram.missing());
        return valgrind.isPresent()
                ? valgrind
                : find(type, Coverage.class).flatMap(annotation -> GcovrReport.missing());
    }

    private static <A extends Annotation> Optional<A> find(Class<?> type, Class<A> annotation) {
        return AnnotationSupport.findAnnotation(type, annotation);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (TestJvmMain.isThisProgram() || rerun(context) != null) {
            return; // or a nested class, which ran with the class around it
        }
        Class<?> type = context.getRequiredTestClass();
        ClassRerun rerun =
                ClassRerun.of(
                        type,
                        find(type, Valgrind.class).orElse(null),
                        find(type, Coverage.class).orElse(null));
        context.getStore(NAMESPACE).put(ClassRerun.class, rerun);
        NativeTestExtension.runsElsewhere(context);
        rerun.coverageTable().ifPresent(table -> context.publishReportEntry("coverage", table));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ClassRerun rerun = rerun(context);
        if (rerun != null && rerun.isOf(context.getRequiredTestClass())) {
            rerun.reportClass();
        }
    }

    private static @Nullable ClassRerun rerun(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(ClassRerun.class, ClassRerun.class);
    }

    private static void skipOrProceed(
            Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        if (rerun(context) == null) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }

    private static void reportOrProceed(
            Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        ClassRerun rerun = rerun(context);
        if (rerun == null) {
            invocation.proceed();
        } else {
            invocation.skip();
            rerun.report(context.getUniqueId(), context.getDisplayName());
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        reportOrProceed(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        reportOrProceed(invocation, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        if (rerun(context) != null) {
            invocation.skip();
            throw new ExtensionConfigurationException(
                    "'%s' is a test factory, which a class with %s cannot have; use a parameterized test"
                            .formatted(
                                    method.getExecutable().getName(),
                                    Stream.of(Valgrind.class, Coverage.class)
                                            .map(one -> "@" + one.getSimpleName())
                                            .toList()));
        }
        return invocation.proceed();
    }

    // The JVM that runs the tests runs these.

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        skipOrProceed(invocation, context);
    }
}
