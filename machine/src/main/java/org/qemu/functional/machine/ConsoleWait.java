package org.qemu.functional.machine;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.console.ConsoleOutcome;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.CrashPattern;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Wait for a machine's console, and when the wait ends badly say in what way: four ends, four
 * messages, each with the last words of guest and QEMU and the paths of the logs.
 */
public final class ConsoleWait {
    private static final Duration REST_OF_LINE = TimeoutScale.scaled(Duration.ofMillis(500));

    private final QemuMachine vm;
    private final String console;
    private final List<ConsolePattern> success;
    private final List<ConsolePattern> failure;
    private final Duration timeout;

    /**
     * Describe a wait on the machine's first console.
     *
     * @param success any of these ends it well
     * @param failure any of these ends it badly, unless it is but a part of what is waited for
     * @param timeout the deadline, to be stretched by {@code QEMU_TEST_TIMEOUT_SCALE}
     */
    public ConsoleWait(
            QemuMachine vm,
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout) {
        this(vm, Consoles.MAIN, success, failure, timeout);
    }

    /** Describe a wait on a console by its name. */
    public ConsoleWait(
            QemuMachine vm,
            String console,
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout) {
        this.vm = vm;
        this.console = console;
        this.success = success;
        // "Kernel panic" is no failure for who waits for "Kernel panic - not syncing: on purpose".
        this.failure =
                failure.stream().filter(bad -> success.stream().noneMatch(bad::isWithin)).toList();
        this.timeout = TimeoutScale.scaled(timeout);
    }

    /**
     * Wait.
     *
     * @throws GuestFailedError if a failure pattern comes first, or one of the crash patterns that
     *     the VM is watched for
     * @throws QemuDiedError if QEMU exits first
     * @throws ConsoleTimeoutError if nothing comes in time
     */
    public ConsoleMatch await() {
        return verdict((console, failures) -> console.await(success, failures, timeout));
    }

    /** Wait as {@link #await}, sending keys first and after each output, until a pattern comes. */
    public ConsoleMatch awaitWhileSending(String keys) {
        return verdict(
                (console, failures) -> console.awaitWhileSending(keys, success, failures, timeout));
    }

    private interface Wait {
        ConsoleOutcome on(Console console, List<ConsolePattern> failures)
                throws InterruptedException;
    }

    private ConsoleMatch verdict(Wait wait) {
        RunningMachine run = vm.run();
        Console at = run.console(console);
        List<CrashPattern> crashes = vm.crashWatch().armedFor(success);
        List<ConsolePattern> failures =
                Stream.concat(failure.stream(), crashes.stream().map(CrashPattern::pattern))
                        .toList();
        try {
            ConsoleOutcome outcome = wait.on(at, failures);
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
                                    String.format(Locale.ROOT, "%.1f s", timeout.toMillis() / 1e3),
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
