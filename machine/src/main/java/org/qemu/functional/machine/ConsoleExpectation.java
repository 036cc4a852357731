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
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Say what is expected on a machine's console, and wait for it: {@code
 * ConsoleExpectation.on(vm).success("login:").failure("Kernel panic").await(limit)}.
 *
 * <p>A wait that ends badly says in what way: four ends, four messages, each with the last words of
 * guest and QEMU and the paths of the logs.
 */
public final class ConsoleExpectation {
    private static final Duration REST_OF_LINE = TimeoutScale.scaled(Duration.ofMillis(500));

    private final QemuMachine vm;
    private final List<ConsolePattern> success = new ArrayList<>();
    private final List<ConsolePattern> failure = new ArrayList<>();
    private String console = Consoles.MAIN;

    private ConsoleExpectation(QemuMachine vm) {
        this.vm = vm;
    }

    /** Begin with no pattern, on the machine's first console. */
    public static ConsoleExpectation on(QemuMachine vm) {
        return new ConsoleExpectation(vm);
    }

    /** Choose a further console by the name that {@link QemuMachine#addConsole} gave it. */
    public ConsoleExpectation console(String name) {
        console = name;
        return this;
    }

    /** Add a text that ends the wait well. */
    public ConsoleExpectation success(String text) {
        success.add(ConsolePattern.literal(text));
        return this;
    }

    /** Add a regular expression that ends the wait well. */
    public ConsoleExpectation successRegex(String regex) {
        success.add(ConsolePattern.regex(regex));
        return this;
    }

    /** Add patterns of which any ends the wait well. */
    public ConsoleExpectation success(List<ConsolePattern> patterns) {
        success.addAll(patterns);
        return this;
    }

    /**
     * Add a text that ends the wait badly, unless it is but a part of what is waited for.
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
     * Add a regular expression that ends the wait badly.
     *
     * @param regex {@code null} for none
     */
    public ConsoleExpectation failureRegex(@Nullable String regex) {
        if (regex != null) {
            failure.add(ConsolePattern.regex(regex));
        }
        return this;
    }

    /** Add patterns of which any ends the wait badly. */
    public ConsoleExpectation failure(List<ConsolePattern> patterns) {
        failure.addAll(patterns);
        return this;
    }

    /**
     * Wait from where the last wait ended.
     *
     * @param limit to be stretched by {@code QEMU_TEST_TIMEOUT_SCALE}
     * @throws GuestFailedError if a failure pattern comes first, or one of the crash patterns that
     *     the VM is watched for
     * @throws QemuDiedError if QEMU exits first
     * @throws ConsoleTimeoutError if nothing comes in time
     * @throws IllegalArgumentException if there is no pattern
     */
    public ConsoleMatch await(Duration limit) {
        return verdict(limit, (at, failures, scaled) -> at.await(success, failures, scaled));
    }

    /** Wait as {@link #await}, sending keys first and after each output, until a pattern comes. */
    public ConsoleMatch awaitWhileSending(String keys, Duration limit) {
        return verdict(
                limit,
                (at, failures, scaled) -> at.awaitWhileSending(keys, success, failures, scaled));
    }

    private interface Wait {
        ConsoleOutcome on(Console console, List<ConsolePattern> failures, Duration timeout)
                throws InterruptedException;
    }

    private ConsoleMatch verdict(Duration limit, Wait wait) {
        Duration timeout = TimeoutScale.scaled(limit);
        RunningMachine run = vm.run();
        Console at = run.console(console);
        List<CrashPattern> crashes = vm.crashWatch().armedFor(success);
        // "Kernel panic" is no failure for who waits for "Kernel panic - not syncing: on purpose".
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
                // What follows may be long and push it out of the lines that are quoted.
                String reason = failed.match().text() + restOfLine(at);
                Optional<CrashPattern> crash =
                        crashes.stream()
                                .filter(known -> known.pattern().equals(failed.match().pattern()))
                                .findFirst();
                throw new GuestFailedError(
                        "VM '%s': the guest %s: %s came on the %s (%s) while the test waited for %s\n%s"
                                .formatted(
                                        vm.name(),
                                        crash.map(known -> "crashed (%s)".formatted(known.name()))
                                                .orElse("failed"),
                                        failed.match().pattern(),
                                        place(),
                                        reason.strip(),
                                        awaited(),
                                        run.failureReport()),
                        crash.map(CrashPattern::name).orElse(null));
            }
            if (outcome instanceof ConsoleOutcome.Ended) {
                throw run.died(awaited() + " on the " + place(), null);
            }
            throw new ConsoleTimeoutError(
                    "VM '%s': %s did not come on the %s within %s; QEMU still runs and the console has said %d bytes\n%s"
                            .formatted(
                                    vm.name(),
                                    awaited(),
                                    place(),
                                    Seconds.format(timeout),
                                    at.received(),
                                    run.failureReport()));
        } catch (InterruptedException e) {
            throw Interruption.during(awaited(), e);
        }
    }

    /** The reason of a panic stands behind the words by which it is known. */
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

    private String awaited() {
        return success.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }
}
