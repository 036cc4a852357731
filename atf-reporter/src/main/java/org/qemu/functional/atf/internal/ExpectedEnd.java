package org.qemu.functional.atf.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.atf.ExpectedFailure;
import org.qemu.functional.tap.internal.Expectation;
import org.qemu.functional.tap.internal.Expectation.Kind;
import org.qemu.functional.tap.internal.ExpectationScope;

/** How a test is expected to end, from before its set-up to after its tear-down. */
public final class ExpectedEnd implements AutoCloseable {
    private final ExpectationScope scope = ExpectationScope.open();
    private final Optional<Expectation> annotated;

    private ExpectedEnd(Optional<ExpectedFailure> annotation) {
        annotated =
                annotation.map(of -> new Expectation(Kind.FAILURE, Expectation.ANY, of.value()));
        annotated.ifPresent(scope::announce);
    }

    /** Begin a test. A factory is expected to pass; its tests are not. */
    public static ExpectedEnd open(ExtensionContext context) {
        return new ExpectedEnd(
                AnnotationSupport.isAnnotated(context.getTestMethod(), TestFactory.class)
                        ? Optional.empty()
                        : annotation(context));
    }

    /** Begin a dynamic test. */
    public static ExpectedEnd openDynamic(ExtensionContext context) {
        return new ExpectedEnd(annotation(context));
    }

    private static Optional<ExpectedFailure> annotation(ExtensionContext context) {
        Optional<ExpectedFailure> found = Optional.empty();
        // A dynamic test has no method; its factory has.
        for (@Nullable ExtensionContext at = context;
                at != null && found.isEmpty();
                at = at.getParent().orElse(null)) {
            found = AnnotationSupport.findAnnotation(at.getTestMethod(), ExpectedFailure.class);
        }
        return found.or(() -> ofClass(context));
    }

    private static Optional<ExpectedFailure> ofClass(ExtensionContext context) {
        // A dynamic test has no class; its factory has.
        for (@Nullable ExtensionContext at = context;
                at != null;
                at = at.getParent().orElse(null)) {
            if (at.getTestClass().isPresent()) {
                return AnnotationSupport.findAnnotation(
                        at.getRequiredTestClass(),
                        ExpectedFailure.class,
                        at.getEnclosingTestClasses());
            }
        }
        return Optional.empty();
    }

    /**
     * Return what to throw instead of what the test has thrown. A test that cannot run here is
     * skipped whatever its annotation says.
     */
    public Throwable instead(Throwable thrown) {
        if (thrown instanceof TestAbortedException
                && annotated.isPresent()
                && scope.expectation().equals(annotated)) {
            scope.announce(null);
            return thrown;
        }
        return ExpectationCheck.thrown(scope, thrown);
    }

    /**
     * Require that a test that has come to its end was not expected to end otherwise.
     *
     * @throws AssertionFailedError if it was
     */
    public void requireMet() {
        Optional<AssertionFailedError> missed = ExpectationCheck.passed(scope);
        scope.announce(null);
        if (missed.isPresent()) {
            throw missed.get();
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
