package org.qemu.functional.guest.net;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Impair the traffic of a link: the part of {@link Link} that is independent of the attached VM.
 *
 * <p>A setting takes effect before the call returns, stays until it is changed, and can be combined
 * with others. Thread-safe.
 */
public abstract sealed class LinkImpairment permits Link {
    private static final double MOST = 1;
    private static final Duration LONGEST_DELAY = Duration.ofDays(1);

    private final NetworkRuntime engine;
    private final Port port;

    LinkImpairment(NetworkRuntime engine, Port port) {
        this.engine = engine;
        this.port = port;
    }

    /**
     * Cut the link: frames in flight and new ones are lost in both directions. The guest still has
     * a carrier; see {@link Link#setCarrier}.
     */
    public void cut() {
        record("cut");
        engine.run(port::cut);
    }

    /** Restore a link after {@link #cut}. */
    public void restore() {
        record("restored");
        engine.run(() -> port.isCut = false);
    }

    /** Delay frames in each direction: see {@link #delay(Direction, Duration)}. */
    public void delay(Duration delay) {
        delay(Direction.FROM_GUEST, delay);
        delay(Direction.TO_GUEST, delay);
    }

    /**
     * Delay each frame of a direction by this time, and up to a millisecond more, without
     * reordering.
     *
     * @param delay zero for none, up to a day
     * @throws IllegalArgumentException if it is outside this range
     */
    public void delay(Direction direction, Duration delay) {
        check(
                !delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0,
                "a delay of %s is not from zero to a day",
                delay);
        record("delay of %d µs %s".formatted(delay.toNanos() / 1000, words(direction)));
        engine.run(() -> port.shaper(direction).delay(delay.toNanos(), engine.now()));
    }

    /** Lose frames in each direction: see {@link #loss(Direction, double, long)}. */
    public void loss(double probability, long seed) {
        loss(Direction.FROM_GUEST, probability, seed);
        loss(Direction.TO_GUEST, probability, ~seed);
    }

    /**
     * Lose each frame of a direction with this probability.
     *
     * @param probability 0 for none, up to 1 for all
     * @param seed determines which frames, counted from now on, are lost
     * @throws IllegalArgumentException if the probability is not from 0 to 1
     */
    public void loss(Direction direction, double probability, long seed) {
        check(
                probability >= 0 && probability <= MOST,
                "a loss of %s is not a probability from 0 to 1",
                probability);
        record("loss of %s %s".formatted(probability, words(direction)));
        engine.run(() -> port.shaper(direction).loss(probability, seed));
    }

    /** Limit the speed of each direction: see {@link #cap(Direction, long)}. */
    public void cap(long bitsPerSecond) {
        cap(Direction.FROM_GUEST, bitsPerSecond);
        cap(Direction.TO_GUEST, bitsPerSecond);
    }

    /**
     * Limit the speed of a direction, counting the bits of whole frames. Up to 256 KiB are queued;
     * further frames are dropped.
     *
     * @param bitsPerSecond 0 for no limit
     * @throws IllegalArgumentException if it is negative
     */
    public void cap(Direction direction, long bitsPerSecond) {
        check(bitsPerSecond >= 0, "a speed of %s bit/s is negative", bitsPerSecond);
        record("limit of %d bit/s %s".formatted(bitsPerSecond, words(direction)));
        engine.run(() -> port.shaper(direction).cap(bitsPerSecond, engine.now()));
    }

    /**
     * Pass only frames that match, in both directions.
     *
     * @param passes called on the network's thread: it must not block
     */
    public void filter(Predicate<Frame> passes) {
        record("filter");
        engine.run(() -> port.filter = passes);
    }

    private void record(String change) {
        engine.record(port.name, change);
    }

    private static String words(Direction direction) {
        return direction == Direction.FROM_GUEST ? "from the guest" : "to the guest";
    }

    private static void check(boolean good, String problem, Object culprit) {
        if (!good) {
            throw new IllegalArgumentException(problem.formatted(culprit));
        }
    }
}
