package org.qemu.functional.atf.internal;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.tap.TimeLimitExceeded;
import org.qemu.functional.tap.internal.Expectation;
import org.qemu.functional.tap.internal.Expectation.Kind;
import org.qemu.functional.tap.internal.ExpectationScope;
import org.qemu.functional.tap.internal.ExpectedFailureException;

/** Compares what a test has announced with what it did; the texts are those of libatf 0.21. */
public final class ExpectationCheck {
    private ExpectationCheck() {}

    /** Return the failure of a test that has come so far without a failure, if it is one. */
    public static Optional<AssertionFailedError> passed(ExpectationScope scope) {
        return scope.expectation()
                .map(
                        expectation ->
                                new AssertionFailedError(
                                        overdue(expectation.kind())
                                                + " (announced: "
                                                + expectation.reason()
                                                + ")"));
    }

    /** Return what to throw instead of what a test has thrown. */
    static Throwable thrown(ExpectationScope scope, Throwable thrown) {
        Optional<Expectation> announced = scope.expectation();
        if (announced.isEmpty() || thrown instanceof ExpectedFailureException) {
            return thrown;
        }
        Expectation expectation = announced.get();
        // What follows, such as tear-down, has to succeed.
        scope.announce(null);
        if (thrown instanceof TestAbortedException) {
            return new AssertionFailedError(
                    "Can only skip a test case when running in expect pass mode; reason was "
                            + thrown.getMessage(),
                    thrown);
        }
        if (expectation.kind() == Kind.FAILURE
                || (expectation.kind() == Kind.TIMEOUT && isTimeout(thrown))) {
            return new ExpectedFailureException(expectation.reason(), thrown);
        }
        return new AssertionFailedError(
                "Test case raised a failure but was not expecting one; reason was " + thrown,
                thrown);
    }

    private static boolean isTimeout(Throwable thrown) {
        return thrown instanceof TimeoutException || thrown instanceof TimeLimitExceeded;
    }

    private static String overdue(Kind kind) {
        return switch (kind) {
            case FAILURE -> "Test case was expecting a failure but none were raised";
            case DEATH -> "Test case was expected to terminate abruptly but it continued execution";
            case EXIT -> "Test case was expected to exit cleanly but it continued execution";
            case SIGNAL ->
                    "Test case was expected to receive a termination signal but it continued"
                            + " execution";
            case TIMEOUT -> "Test case was expected to hang but it continued execution";
        };
    }
}
