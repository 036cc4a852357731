package org.qemu.functional.asset.internal.progress;

import java.util.ArrayDeque;
import java.util.Deque;

/** Computes bytes per second over the last five seconds, so that it is both stable and current. */
final class Rate {
    private static final long WINDOW = 5_000_000_000L;
    private static final double SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    /**
     * Add the number of bytes received so far; a smaller number, after a restart, resets the rate.
     */
    void add(long nanos, long bytes) {
        if (!samples.isEmpty() && bytes < samples.getLast().bytes) {
            samples.clear();
        }
        samples.addLast(new Sample(nanos, bytes));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW) {
            samples.removeFirst();
        }
    }

    /** Return bytes per second, 0 as long as it is unknown. */
    double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long time = last.nanos - first.nanos;
        return time <= 0 ? 0 : (last.bytes - first.bytes) * SECOND / time;
    }
}
