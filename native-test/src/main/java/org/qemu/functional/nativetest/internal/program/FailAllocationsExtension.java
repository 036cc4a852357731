package org.qemu.functional.nativetest.internal.program;

import java.lang.reflect.Method;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.qemu.functional.logging.Log;
import org.qemu.functional.nativetest.CCompiler;
import org.qemu.functional.nativetest.FailAllocations;
import org.qemu.functional.nativetest.internal.allocation.AllocationRuns;
import org.qemu.functional.nativetest.internal.allocation.AllocationTable;
import org.qemu.functional.nativetest.internal.library.NativeTestExtension;

/** Runs a test with {@link FailAllocations} in other JVMs, in place of the test. */
public final class FailAllocationsExtension implements ExecutionCondition, InvocationInterceptor {
    private static final Log LOG = Log.of("native-test.allocations");

    /** Called by JUnit. */
    public FailAllocationsExtension() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return TestJvmMain.isThisProgram() || CCompiler.isAvailable()
                ? ConditionEvaluationResult.enabled("there is a C compiler")
                : ConditionEvaluationResult.disabled(
                        "there is no C compiler; install cc, or name one by CC");
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runAll(invocation, method.getExecutable(), context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runAll(invocation, method.getExecutable(), context);
    }

    private static void runAll(
            Invocation<@Nullable Void> invocation, Method method, ExtensionContext context)
            throws Throwable {
        if (TestJvmMain.isThisProgram()) {
            invocation.proceed();
            return;
        }
        invocation.skip();
        FailAllocations annotation =
                AnnotationSupport.findAnnotation(method, FailAllocations.class).orElseThrow();
        var folder = NativeTestExtension.folder(context);
        AllocationTable table =
                new AllocationRuns(selected(method, context), id(context), folder, annotation)
                        .run();
        Files.writeString(folder.resolve("allocations.txt"), table.text());
        LOG.info("{}\n{}", table.summary(), table.text());
        context.publishReportEntry("allocations", table.summary() + "\n" + table.text());
        if (!table.failures().isEmpty()) {
            throw new AssertionFailedError(
                    "failing allocations: %s; all runs are in '%s':\n%s"
                            .formatted(
                                    table.summary(),
                                    folder.resolve("allocations.txt"),
                                    table.failures()));
        }
    }

    private static String id(ExtensionContext context) {
        return ClassRerun.ownId(context.getUniqueId());
    }

    private static String selected(Method method, ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        return PlainTestClass.isPlain(type) ? PlainTestClass.selected(type, method) : id(context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceedInOtherJvm(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        proceedInOtherJvm(invocation);
    }

    private static void proceedInOtherJvm(Invocation<@Nullable Void> invocation) throws Throwable {
        if (TestJvmMain.isThisProgram()) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }
}
