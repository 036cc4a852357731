package org.qemu.functional.progress;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes a second over the last five seconds, so that it is neither nervous nor out of date. */
final class Rate {
    private static final long WINDOW = 5_000_000_000L;
    private static final double SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    /** Takes what has come up to now; a smaller number, as something begins anew, starts over. */
    void add(long nanos, long bytes) {
        if (!samples.isEmpty() && bytes < samples.getLast().bytes) {
            samples.clear();
        }
        samples.addLast(new Sample(nanos, bytes));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW) {
            samples.removeFirst();
        }
    }

    /** Returns bytes a second, 0 as long as nothing is known. */
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
