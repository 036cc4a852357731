package org.qemu.functional.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wait for patterns in a console's output. */
final class ConsoleWaiter {
    /** How long to wait for a match to turn out to be part of an echo. */
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long to wait for more output that could make a match longer. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long one search may keep the reader from reading. */
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ConsoleOutput output;
    private final ConsoleBuffer buffer;
    private final EchoFilter echoFilter;

    /** The value of {@link #setSettleTime}; negative for the default. */
    private volatile long settleNanos = -1;

    ConsoleWaiter(ConsoleOutput output) {
        this.output = output;
        buffer = output.buffer();
        echoFilter = output.echoFilter();
    }

    void setSettleTime(Duration time) {
        settleNanos = time.toNanos();
    }

    /**
     * Wait for the first of several patterns: see {@link Console#await}.
     *
     * @param onOutput called at the start and after each output in which no pattern was found;
     *     {@code null} for no action
     */
    ConsoleOutcome await(
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout,
            @Nullable Runnable onOutput)
            throws InterruptedException {
        List<ConsolePattern> patterns = Stream.concat(success.stream(), failure.stream()).toList();
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a console wait needs at least one pattern");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        // Prepare the patterns before taking the lock, since long ones take time and the reader
        // must not wait.
        PatternScanner scanner = new PatternScanner(patterns);
        output.beginWait();
        try {
            scanner.startAt(output.cursor());
            long answered = -1;
            while (true) {
                echoFilter.look(buffer);
                PatternScanner.Hit hit;
                try {
                    hit = scan(scanner, deadline);
                } catch (DecodedText.OutOfTimeException e) {
                    return new ConsoleOutcome.TimedOut(timeout);
                }
                if (hit != null && isEcho(hit, deadline)) {
                    continue;
                }
                if (hit != null && isFinal(hit, deadline)) {
                    ConsoleMatch match = output.take(patterns.get(hit.index()), hit);
                    return hit.index() < success.size()
                            ? new ConsoleOutcome.Matched(match)
                            : new ConsoleOutcome.Failed(match);
                }
                if (hit != null) {
                    continue;
                }
                output.forgetUnmatched(scanner.scanned());
                if (buffer.known() > scanner.scanned()) {
                    continue; // including what arrived while the console was unlocked
                }
                if (output.isEnded()) {
                    return new ConsoleOutcome.Ended();
                }
                if (onOutput != null && answered != buffer.end()) {
                    answered = buffer.end();
                    onOutput.run();
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return new ConsoleOutcome.TimedOut(timeout);
                }
                long unused = output.awaitChange(left);
            }
        } finally {
            output.endWait();
        }
    }

    /** Search the output received so far. */
    private PatternScanner.@Nullable Hit scan(PatternScanner scanner, long deadline)
            throws InterruptedException {
        while (true) {
            PatternScanner.Pass pass = scanner.next(buffer, echoFilter::cover);
            PatternScanner.Hit hit = find(pass, deadline);
            output.looked();
            if (hit != null || pass.last()) {
                return hit;
            }
        }
    }

    /** Search for regular expressions; a long search does not block the reader. */
    private PatternScanner.@Nullable Hit find(PatternScanner.Pass pass, long deadline)
            throws InterruptedException {
        try {
            return pass.find(Math.min(deadline, System.nanoTime() + QUICK_NANOS));
        } catch (DecodedText.OutOfTimeException e) {
            output.unlock();
            try {
                return pass.find(deadline);
            } finally {
                output.lock();
            }
        }
    }

    /** Return whether a match cannot grow, or has had the time to. */
    private boolean isFinal(PatternScanner.Hit hit, long deadline) throws InterruptedException {
        if (!hit.tentative()) {
            return true;
        }
        long settling = settleNanos;
        if (settling < 0) {
            settling = hit.number() ? Long.MAX_VALUE : SETTLE_NANOS;
        }
        return settled(settling, deadline);
    }

    /**
     * Return whether a hit is part of an echo; wait for the rest of an echo that has arrived in
     * part.
     */
    private boolean isEcho(PatternScanner.Hit hit, long deadline) throws InterruptedException {
        while (echoFilter.mayCover(hit.start()) && !settled(ECHO_NANOS, deadline)) {
            echoFilter.look(buffer);
        }
        return echoFilter.cover(hit.start(), hit.end());
    }

    /** Wait briefly for more output; return whether none arrived. */
    private boolean settled(long nanos, long deadline) throws InterruptedException {
        long before = buffer.end();
        long left = Math.min(nanos, deadline - System.nanoTime());
        while (!output.isEnded() && buffer.end() == before && left > 0) {
            left = output.awaitChange(left);
        }
        return buffer.end() == before;
    }
}
