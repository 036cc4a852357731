package org.qemu.functional.budget.internal;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.budget.TestTimeout;

/** Reject a {@link TestTimeout} that is not positive, or that has no effect. */
public final class BudgetExtension implements BeforeTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(BudgetExtension.class);

    /** Find the applicable annotation: that of the method, its class, or an enclosing class. */
    public static Optional<TestTimeout> find(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), TestTimeout.class)
                .or(
                        () ->
                                AnnotationSupport.findAnnotation(
                                        context.getRequiredTestClass(),
                                        TestTimeout.class,
                                        context.getEnclosingTestClasses()));
    }

    /** Record that the time limit of a test is enforced. */
    public static void measured(ExtensionContext context) {
        context.getStore(NAMESPACE).put(TestTimeout.class, true);
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Optional<TestTimeout> budget = find(context);
        if (budget.isEmpty()) {
            return;
        }
        try {
            ProgramBudget.shareOf(budget);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
        }
        if (context.getStore(NAMESPACE).get(TestTimeout.class) == null) {
            throw new ExtensionConfigurationException(
                    "@TestTimeout(seconds = %d) has no effect on '%s', whose time is not measured: let '%s' extend QemuBaseTest or one of its subclasses, or add @ExtendWith(FunctionalTestExtension.class)"
                            .formatted(
                                    budget.get().seconds(),
                                    context.getRequiredTestMethod().getName(),
                                    context.getRequiredTestClass().getSimpleName()));
        }
    }
}
