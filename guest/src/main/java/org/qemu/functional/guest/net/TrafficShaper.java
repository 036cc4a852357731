package org.qemu.functional.guest.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Delays, loses and slows down the frames of one direction, in the order in which they came.
 *
 * <p>Has no clock: whoever calls says what time it is, in nanoseconds since any moment, never going
 * back. A frame first needs its turn on the line, whose speed is capped, and then travels for the
 * delay. Used by one thread.
 */
final class TrafficShaper {
    /**
     * How many bytes may wait for their turn on a capped line: a router's queue. What finds more
     * before it is dropped, so that TCP notices.
     */
    static final int QUEUE = 256 * 1024;

    /** How many bytes may be on their way at all; only a long delay of many frames comes so far. */
    static final int IN_FLIGHT = 64 << 20;

    private static final double NANOS = 1e9;

    private final Deque<Timed> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long delay;
    private double loss;
    private SplittableRandom random = new SplittableRandom(0);
    private long bitsPerSecond;

    /** When the capped line is free. */
    private long busyUntil = Long.MIN_VALUE;

    private long lastDue = Long.MIN_VALUE;

    /** What becomes of a frame. */
    enum Fate {
        /** It has no delay: {@link #poll} does not return it. */
        PASSES,
        WAITS,
        LOST,
        OVERFLOWS
    }

    private record Timed(Frame frame, long came, long due) {}

    /** Delay frames, those on their way too. */
    void delay(long nanos, long now) {
        delay = nanos;
        replan(now);
    }

    /** Lose each frame with this probability, by a generator that begins with this seed. */
    void loss(double probability, long seed) {
        loss = probability;
        random = new SplittableRandom(seed);
    }

    /** Slow the line down, for frames that wait too; 0 for no limit. */
    void cap(long newBitsPerSecond, long now) {
        bitsPerSecond = newBitsPerSecond;
        replan(now);
    }

    /** Plan anew those that wait: else one that the old speed held up would hold up all. */
    private void replan(long now) {
        busyUntil = now;
        lastDue = Long.MIN_VALUE;
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            Timed old = waiting.remove();
            waiting.add(new Timed(old.frame(), old.came(), due(old.frame(), old.came())));
        }
    }

    Fate offer(Frame frame, long now) {
        if (loss > 0 && random.nextDouble() < loss) {
            return Fate.LOST;
        }
        if (queued(now) > QUEUE || waitingBytes + frame.length() > IN_FLIGHT) {
            return Fate.OVERFLOWS;
        }
        long due = due(frame, now);
        if (due <= now && waiting.isEmpty()) {
            return Fate.PASSES;
        }
        waiting.add(new Timed(frame, now, due));
        waitingBytes += frame.length();
        return Fate.WAITS;
    }

    private long due(Frame frame, long came) {
        long sent = came;
        if (bitsPerSecond > 0) {
            busyUntil =
                    Math.max(busyUntil, came) + (long) (frame.length() * 8 * NANOS / bitsPerSecond);
            sent = busyUntil;
        }
        lastDue = Math.max(lastDue, sent + delay);
        return lastDue;
    }

    /** The bytes that still need their turn on the line. */
    private double queued(long now) {
        return bitsPerSecond > 0 && busyUntil > now
                ? (busyUntil - now) / NANOS * bitsPerSecond / 8
                : 0;
    }

    /** Take the next frame whose time has come; {@code null} if there is none. */
    @Nullable Frame poll(long now) {
        Timed first = waiting.peek();
        if (first == null || first.due() > now) {
            return null;
        }
        waiting.remove();
        waitingBytes -= first.frame().length();
        return first.frame();
    }

    /** When the next frame's time comes; {@link Long#MAX_VALUE} if none waits. */
    long due() {
        Timed first = waiting.peek();
        return first == null ? Long.MAX_VALUE : first.due();
    }

    /** Forget the frames on their way; returns how many there were. */
    int clear() {
        int count = waiting.size();
        waiting.clear();
        waitingBytes = 0;
        busyUntil = Long.MIN_VALUE;
        lastDue = Long.MIN_VALUE;
        return count;
    }
}
