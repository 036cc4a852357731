package org.qemu.functional.condition;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.condition.internal.ResourceNeeds;

/** Evaluate all annotations of this package on a class or method before it runs. */
final class SkipExtension implements ExecutionCondition {
    private static final ConditionEvaluationResult NO_REASON_TO_SKIP =
            ConditionEvaluationResult.enabled(null);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Host host = Host.system();
        return context.getElement()
                .flatMap(element -> reasons(element, host).findFirst())
                .map(ConditionEvaluationResult::disabled)
                .orElse(NO_REASON_TO_SKIP);
    }

    private static Stream<String> reasons(AnnotatedElement element, Host host) {
        return Stream.of(
                        find(element, SkipIfMissingCommands.class)
                                .flatMap(a -> Reasons.missingCommands(host, a.value())),
                        find(element, SkipIfMissingEnv.class)
                                .flatMap(a -> Reasons.missingEnv(host, a.value())),
                        find(element, SkipIfOperatingSystem.class)
                                .flatMap(a -> Reasons.operatingSystem(host, a.value())),
                        find(element, SkipIfNotMachine.class)
                                .flatMap(a -> Reasons.notMachine(host, a.value())),
                        find(element, SkipIfMissingImports.class)
                                .flatMap(a -> Reasons.missingImports(a.value())),
                        find(element, SkipFlakyTest.class)
                                .flatMap(a -> Reasons.flaky(host, a.value())),
                        find(element, SkipSlowTest.class).flatMap(a -> Reasons.slow(host)),
                        find(element, SkipBigDataTest.class).flatMap(a -> Reasons.bigData(host)),
                        find(element, SkipUntrustedTest.class)
                                .flatMap(a -> Reasons.untrusted(host)),
                        find(element, SkipLockedMemoryTest.class)
                                .flatMap(a -> Reasons.lockedMemory(host, a.value())),
                        find(element, Resources.class)
                                .flatMap(a -> resources(host, (Class<?>) element)))
                .flatMap(Optional::stream);
    }

    private static Optional<String> resources(Host host, Class<?> test) {
        return Reasons.resources(host, ResourceNeeds.of(test), host.scratch(test));
    }

    private static <A extends Annotation> Optional<A> find(
            AnnotatedElement element, Class<A> type) {
        return AnnotationSupport.findAnnotation(element, type);
    }
}
