package org.qemu.functional.atf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;
import org.qemu.functional.atf.internal.AtfResult;
import org.qemu.functional.atf.internal.DefaultSignals;
import org.qemu.functional.atf.internal.ExpectationCheck;
import org.qemu.functional.atf.internal.ResultFile;
import org.qemu.functional.tap.internal.Expectation;
import org.qemu.functional.tap.internal.Expectation.Kind;
import org.qemu.functional.tap.internal.ExpectationScope;

/**
 * Announces in the middle of a test how it will end, as the functions {@code atf_tc_expect_*} of
 * atf-c do. A test that does not end in this way is a failure.
 *
 * <p>Each announcement replaces the previous one, which must not be overdue: after {@link
 * #expectFailure}, another announcement is a failure because the test did not fail. A class whose
 * tests call these methods needs {@code @ExtendWith(AtfExtension.class)}, except in a program of
 * ATF, which registers the extension itself.
 *
 * <p>ATF reports {@code expected_failure}, {@code expected_death} and so on; kyua compares them
 * with what happens to the process. In TAP the test is a point with {@code # TODO} if it fails,
 * calls {@code System.exit}, is ended by a signal on which the program can still report, or exceeds
 * a limit of JUnit, as announced.
 */
public final class Expectations {
    /** Any exit status, or any signal. */
    public static final int ANY = Expectation.ANY;

    private Expectations() {}

    /** Expect an exception. */
    public static void expectFailure(String reason) {
        announce(new Expectation(Kind.FAILURE, ANY, reason));
    }

    /** Expect the end of this process by an exit or a signal. */
    public static void expectDeath(String reason) {
        announceEnd(new Expectation(Kind.DEATH, ANY, reason));
    }

    /**
     * Expect an exit of this process.
     *
     * @param status from 0 to 255, or {@link #ANY}
     */
    public static void expectExit(int status, String reason) {
        requireRange("exit status", status, 0, 255);
        announceEnd(new Expectation(Kind.EXIT, status, reason));
    }

    /**
     * Expect the end of this process by a signal.
     *
     * <p>In a program of ATF, SIGTERM, SIGINT and SIGHUP end the JVM from now on without its
     * shutdown hooks: otherwise it would exit, with a status of 128 and more.
     *
     * @param signal the number of the signal, or {@link #ANY}
     */
    public static void expectSignal(int signal, String reason) {
        requireRange("signal", signal, 1, 64);
        if (ResultFile.ofProgram().isPresent()) {
            DefaultSignals.restore(signal);
        }
        announceEnd(new Expectation(Kind.SIGNAL, signal, reason));
    }

    /** Expect that kyua or JUnit ends the test because it takes too long. */
    public static void expectTimeout(String reason) {
        announceEnd(new Expectation(Kind.TIMEOUT, ANY, reason));
    }

    /** Expect that the test passes, as at its beginning. */
    public static void expectPass() {
        ExpectationScope scope = scope();
        check(scope);
        scope.announce(null);
    }

    /** Write the result before the test continues, because nothing can be written at its end. */
    private static void announceEnd(Expectation expectation) {
        announce(expectation);
        Optional<ResultFile> file = ResultFile.ofProgram();
        if (file.isPresent()) {
            try {
                file.get().write(AtfResult.expected(expectation));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void announce(Expectation expectation) {
        if (expectation.reason().isBlank()) {
            throw new IllegalArgumentException("the reason is blank");
        }
        ExpectationScope scope = scope();
        check(scope);
        scope.announce(expectation);
    }

    private static void check(ExpectationScope scope) {
        Optional<AssertionFailedError> missed = ExpectationCheck.passed(scope);
        if (missed.isPresent()) {
            // The test fails now, so that this is no failure that was announced.
            scope.announce(null);
            throw missed.get();
        }
    }

    private static ExpectationScope scope() {
        return ExpectationScope.current()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no test of JUnit with @ExtendWith(AtfExtension.class) runs"
                                                + " on this thread; add it to the class"));
    }

    private static void requireRange(String what, int number, int min, int max) {
        if (number != ANY && (number < min || number > max)) {
            throw new IllegalArgumentException(
                    "bad %s %d: expected %d to %d, or Expectations.ANY"
                            .formatted(what, number, min, max));
        }
    }
}
