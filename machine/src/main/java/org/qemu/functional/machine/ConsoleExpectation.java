package org.qemu.functional.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.console.ConsoleOutcome;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.CrashPattern;
import org.qemu.functional.machine.internal.launch.Consoles;
import org.qemu.functional.machine.internal.launch.RunningMachine;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Configure what is expected on a machine's console, and wait for it: {@code
 * ConsoleExpectation.on(vm).success("login:").failure("Kernel panic").await(limit)}.
 *
 * <p>A wait that fails reports one of four causes in a message of its own: a failure pattern, a
 * crash pattern, the exit of QEMU, or a timeout. Each message quotes the last output of the guest
 * and of QEMU and names the log files.
 */
public final class ConsoleExpectation {
    /** How long to wait for a reply of a QEMU that may be stopped. */
    private static final Duration ANSWER = TimeoutScale.scaled(Duration.ofSeconds(1));

    private static final Duration REST_OF_LINE = TimeoutScale.scaled(Duration.ofMillis(500));

    private final QemuMachine vm;
    private final List<ConsolePattern> success = new ArrayList<>();
    private final List<ConsolePattern> failure = new ArrayList<>();
    private String console = Consoles.MAIN;

    private ConsoleExpectation(QemuMachine vm) {
        this.vm = vm;
    }

    /** Create an expectation without patterns for the machine's main console. */
    public static ConsoleExpectation on(QemuMachine vm) {
        return new ConsoleExpectation(vm);
    }

    /** Select another console by the name that {@link QemuMachine#addConsole} gave it. */
    public ConsoleExpectation console(String name) {
        console = name;
        return this;
    }

    /** Add a text that completes the wait successfully. */
    public ConsoleExpectation success(String text) {
        success.add(ConsolePattern.literal(text));
        return this;
    }

    /** Add a regular expression that completes the wait successfully. */
    public ConsoleExpectation successRegex(String regex) {
        success.add(ConsolePattern.regex(regex));
        return this;
    }

    /** Add patterns, each of which completes the wait successfully. */
    public ConsoleExpectation success(List<ConsolePattern> patterns) {
        success.addAll(patterns);
        return this;
    }

    /**
     * Add a text that fails the wait. A text that is part of a success pattern is ignored.
     *
     * @param text {@code null} for none
     */
    public ConsoleExpectation failure(@Nullable String text) {
        if (text != null) {
            failure.add(ConsolePattern.literal(text));
        }
        return this;
    }

    /**
     * Add a regular expression that fails the wait.
     *
     * @param regex {@code null} for none
     */
    public ConsoleExpectation failureRegex(@Nullable String regex) {
        if (regex != null) {
            failure.add(ConsolePattern.regex(regex));
        }
        return this;
    }

    /** Add patterns, each of which fails the wait. */
    public ConsoleExpectation failure(List<ConsolePattern> patterns) {
        failure.addAll(patterns);
        return this;
    }

    /**
     * Wait for a pattern, starting at the end of the last match.
     *
     * @param limit the time limit, multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}
     * @throws GuestFailedError if a failure pattern or an armed crash pattern appears first
     * @throws QemuDiedError if QEMU exits first
     * @throws ConsoleTimeoutError if no pattern appears in time
     * @throws IllegalArgumentException if no pattern was added
     */
    public ConsoleMatch await(Duration limit) {
        return verdict(limit, null, (at, failures, scaled) -> at.await(success, failures, scaled));
    }

    /**
     * Wait as {@link #await} does; send keys at the start and after each output until a pattern
     * appears.
     */
    public ConsoleMatch awaitWhileSending(String keys, Duration limit) {
        return verdict(
                limit,
                keys,
                (at, failures, scaled) -> at.awaitWhileSending(keys, success, failures, scaled));
    }

    private interface Wait {
        ConsoleOutcome on(Console console, List<ConsolePattern> failures, Duration timeout)
                throws InterruptedException;
    }

    private ConsoleMatch verdict(Duration limit, @Nullable String keys, Wait wait) {
        Duration timeout = TimeoutScale.scaled(limit);
        Console at = vm.run().console(console);
        ConsoleWaitTrace trace =
                ConsoleWaitTrace.begin(
                        at, "wait for " + expected(), success, failure, timeout, keys);
        try {
            ConsoleMatch match = verdict(at, timeout, wait);
            trace.matched(match);
            return match;
        } catch (RuntimeException | Error e) {
            trace.failed(e);
            throw e;
        }
    }

    private ConsoleMatch verdict(Console at, Duration timeout, Wait wait) {
        RunningMachine run = vm.run();
        List<CrashPattern> crashes = vm.crashWatch().armedFor(success);
        // If a test expects "Kernel panic - not syncing: on purpose", the failure pattern "Kernel
        // panic" must not fail the wait.
        List<ConsolePattern> failures =
                Stream.concat(
                                failure.stream()
                                        .filter(bad -> success.stream().noneMatch(bad::isWithin)),
                                crashes.stream().map(CrashPattern::pattern))
                        .toList();
        try {
            ConsoleOutcome outcome = wait.on(at, failures, timeout);
            if (outcome instanceof ConsoleOutcome.Matched matched) {
                return matched.match();
            }
            if (outcome instanceof ConsoleOutcome.Failed failed) {
                // Later output may be long enough to push the reason out of the quoted lines.
                String reason = failed.match().text() + restOfLine(at);
                Optional<CrashPattern> crash =
                        crashes.stream()
                                .filter(known -> known.pattern().equals(failed.match().pattern()))
                                .findFirst();
                throw new GuestFailedError(
                        "VM '%s': the guest %s: %s appeared on the %s (%s) while the test waited for %s\n%s"
                                .formatted(
                                        vm.name(),
                                        crash.map(known -> "crashed (%s)".formatted(known.name()))
                                                .orElse("failed"),
                                        failed.match().pattern(),
                                        place(),
                                        reason.strip(),
                                        expected(),
                                        run.failureReport()),
                        crash.map(CrashPattern::name).orElse(null));
            }
            if (outcome instanceof ConsoleOutcome.Ended) {
                throw run.died(expected() + " on the " + place(), null);
            }
            throw new ConsoleTimeoutError(
                    "VM '%s': %s did not come on the %s within %s%s; QEMU is still running and has written %d bytes to the console\n%s"
                            .formatted(
                                    vm.name(),
                                    expected(),
                                    place(),
                                    Seconds.format(timeout),
                                    // A machine that does not run explains why nothing came.
                                    MachineAccess.standstill(MachineAccess.of(vm).describe(ANSWER)),
                                    at.received(),
                                    run.failureReport()));
        } catch (InterruptedException e) {
            throw Interruption.during(
                    "%s on the %s of VM '%s'".formatted(expected(), place(), vm.name()), e);
        }
    }

    /**
     * Return the rest of the line: the reason of a panic follows the text that the pattern matches.
     */
    private static String restOfLine(Console console) throws InterruptedException {
        ConsoleOutcome end =
                console.await(List.of(ConsolePattern.literal("\n")), List.of(), REST_OF_LINE);
        return end instanceof ConsoleOutcome.Matched line
                ? line.match().output().stripTrailing()
                : "";
    }

    private String place() {
        return console.equals(Consoles.MAIN) ? "console" : "console '%s'".formatted(console);
    }

    private String expected() {
        return success.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }
}
