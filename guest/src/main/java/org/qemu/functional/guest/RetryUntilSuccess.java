package org.qemu.functional.guest;

import java.time.Duration;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Run a script until it succeeds. The guest performs the pauses, so that waiting uses only its CPU.
 */
final class RetryUntilSuccess {
    private final Guest guest;
    private final String script;
    private final Duration limit;
    private final Duration longestPause;
    private Duration pause;

    RetryUntilSuccess(
            Guest guest,
            String script,
            Duration limit,
            Duration firstPause,
            Duration longestPause) {
        this.guest = guest;
        this.script = script;
        this.limit = limit;
        this.pause = firstPause;
        this.longestPause = longestPause;
    }

    CommandResult untilSuccess() {
        long deadline = System.nanoTime() + TimeoutScale.scaled(limit).toNanos();
        CommandResult last = null;
        int tries = 0;
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new CommandTimeoutError(
                        "it did not succeed within %s, in %d tries; the last time %s"
                                .formatted(Seconds.format(TimeoutScale.scaled(limit)), tries, last),
                        guest.vm());
            }
            last = guest.run(last == null ? script : afterPause(), limit);
            tries++;
            if (last.isSuccess()) {
                return last;
            }
        }
    }

    private String afterPause() {
        String text =
                "sleep %d.%03d\n%s".formatted(pause.toSeconds(), pause.toMillisPart(), script);
        Duration next = pause.multipliedBy(2);
        pause = next.compareTo(longestPause) < 0 ? next : longestPause;
        return text;
    }
}
