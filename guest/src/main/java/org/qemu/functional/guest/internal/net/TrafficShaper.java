package org.qemu.functional.guest.internal.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.net.Frame;

/**
 * Delay, lose and slow down the frames of one direction without reordering them.
 *
 * <p>The caller passes the time of a monotonic clock, in nanoseconds with an arbitrary origin. A
 * frame first waits for its transmission on the line, whose speed is limited, and is then delayed.
 * Not thread-safe.
 */
public final class TrafficShaper {
    /**
     * The maximum number of bytes that wait for transmission on a limited line: the queue of a
     * router. Further frames are dropped, so that TCP notices.
     */
    static final int QUEUE = 256 * 1024;

    /** The maximum number of bytes in flight; only a long delay of many frames reaches it. */
    static final int IN_FLIGHT = 64 << 20;

    private static final double NANOS = 1e9;

    private final Deque<Timed> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long delay;
    private double loss;
    private SplittableRandom random = new SplittableRandom(0);
    private long bitsPerSecond;

    /** When the limited line is free. */
    private long busyUntil = Long.MIN_VALUE;

    private long lastDue = Long.MIN_VALUE;

    /** The result for a frame. */
    public enum Fate {
        /** It is not delayed: {@link #poll} does not return it. */
        PASSES,
        WAITS,
        LOST,
        OVERFLOWS
    }

    private record Timed(Frame frame, long came, long due) {}

    /** Delay frames, including those in flight. */
    public void delay(long nanos, long now) {
        delay = nanos;
        replan(now);
    }

    /** Lose each frame with this probability, using a random generator with this seed. */
    public void loss(double probability, long seed) {
        loss = probability;
        random = new SplittableRandom(seed);
    }

    /** Limit the speed of the line, also for waiting frames; 0 for no limit. */
    public void cap(long newBitsPerSecond, long now) {
        bitsPerSecond = newBitsPerSecond;
        replan(now);
    }

    /**
     * Reschedule the waiting frames: otherwise one that was scheduled at the old speed could delay
     * all others.
     */
    private void replan(long now) {
        busyUntil = now;
        lastDue = Long.MIN_VALUE;
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            Timed old = waiting.remove();
            waiting.add(new Timed(old.frame(), old.came(), due(old.frame(), old.came())));
        }
    }

    public Fate offer(Frame frame, long now) {
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

    /** Return the number of bytes that wait for transmission. */
    private double queued(long now) {
        return bitsPerSecond > 0 && busyUntil > now
                ? (busyUntil - now) / NANOS * bitsPerSecond / 8
                : 0;
    }

    /** Take the next frame that is due; {@code null} if there is none. */
    public @Nullable Frame poll(long now) {
        Timed first = waiting.peek();
        if (first == null || first.due() > now) {
            return null;
        }
        waiting.remove();
        waitingBytes -= first.frame().length();
        return first.frame();
    }

    /** Return when the next frame is due; {@link Long#MAX_VALUE} if none is waiting. */
    public long due() {
        Timed first = waiting.peek();
        return first == null ? Long.MAX_VALUE : first.due();
    }

    /** Discard the frames in flight and return their number. */
    public int clear() {
        int count = waiting.size();
        waiting.clear();
        waitingBytes = 0;
        busyUntil = Long.MIN_VALUE;
        lastDue = Long.MIN_VALUE;
        return count;
    }
}
