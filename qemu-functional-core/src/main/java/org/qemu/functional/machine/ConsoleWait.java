package org.qemu.functional.machine;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.console.ConsoleOutcome;
import org.qemu.functional.console.ConsolePattern;

/**
 * Wait for a machine's console, and when the wait ends badly say in what way: four ends, four
 * messages, each with the last words of guest and QEMU and the paths of the logs.
 */
public final class ConsoleWait {
    private static final Duration REST_OF_LINE = Duration.ofMillis(500);

    private final QemuMachine vm;
    private final List<ConsolePattern> success;
    private final List<ConsolePattern> failure;
    private final Duration timeout;

    /**
     * Describe a wait.
     *
     * @param success any of these ends it well
     * @param failure any of these ends it badly
     * @param timeout the deadline, to be stretched by {@code QEMU_TEST_TIMEOUT_SCALE}
     */
    public ConsoleWait(
            QemuMachine vm,
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout) {
        this.vm = vm;
        this.success = success;
        this.failure = failure;
        this.timeout = TimeoutScale.scaled(timeout);
    }

    /**
     * Wait.
     *
     * @throws GuestFailedError if a failure pattern comes first
     * @throws QemuDiedError if QEMU exits first
     * @throws ConsoleTimeoutError if nothing comes in time
     */
    public ConsoleMatch await() {
        return verdict(() -> vm.console().await(success, failure, timeout));
    }

    /** Wait as {@link #await}, sending keys first and after each output, until a pattern comes. */
    public ConsoleMatch awaitWhileSending(String keys) {
        return verdict(() -> vm.console().awaitWhileSending(keys, success, failure, timeout));
    }

    private interface Wait {
        ConsoleOutcome run() throws InterruptedException;
    }

    private ConsoleMatch verdict(Wait wait) {
        Run run = vm.launched();
        try {
            ConsoleOutcome outcome = wait.run();
            if (outcome instanceof ConsoleOutcome.Matched matched) {
                return matched.match();
            }
            if (outcome instanceof ConsoleOutcome.Failed failed) {
                readRestOfLine(vm.console());
                throw new GuestFailedError(
                        "VM '%s': the guest failed: %s came on the console while the test waited for %s\n%s"
                                .formatted(
                                        vm.name(),
                                        failed.match().pattern(),
                                        awaited(),
                                        run.circumstances()));
            }
            if (outcome instanceof ConsoleOutcome.Ended) {
                throw run.died(awaited() + " on the console", null);
            }
            throw new ConsoleTimeoutError(
                    "VM '%s': %s did not come on the console within %s; QEMU still runs and the console has said %d bytes\n%s"
                            .formatted(
                                    vm.name(),
                                    awaited(),
                                    String.format(Locale.ROOT, "%.1f s", timeout.toMillis() / 1e3),
                                    vm.console().received(),
                                    run.circumstances()));
        } catch (InterruptedException e) {
            throw Interruption.during(awaited(), e);
        }
    }

    /** The reason of a panic stands behind the words by which it is known. */
    private static void readRestOfLine(Console console) throws InterruptedException {
        console.await(List.of(ConsolePattern.literal("\n")), List.of(), REST_OF_LINE);
    }

    private String awaited() {
        return success.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }
}
