package org.qemu.functional.guest.net;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Trouble what goes over a cable: the part of {@link Link} that does not mind who is attached.
 *
 * <p>All settings act at once when the call returns, stay until they are changed, and combine. Any
 * thread may call.
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
     * Cut the cable: what is on its way, and what comes, is lost in both directions. The guest
     * still sees a carrier; see {@link Link#setCarrier}.
     */
    public void cut() {
        engine.run(port::cut);
    }

    /** Mend what {@link #cut} has cut. */
    public void restore() {
        engine.run(() -> port.isCut = false);
    }

    /** Delay frames, in both directions each: see {@link #delay(Direction, Duration)}. */
    public void delay(Duration delay) {
        delay(Direction.FROM_GUEST, delay);
        delay(Direction.TO_GUEST, delay);
    }

    /**
     * Delay each frame of a direction by this time, and up to a millisecond more; their order
     * stays.
     *
     * @param delay zero for none, up to a day
     * @throws IllegalArgumentException if it is not within these
     */
    public void delay(Direction direction, Duration delay) {
        check(
                !delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0,
                "a delay of %s is not within zero and a day",
                delay);
        engine.run(() -> port.shaper(direction).delay(delay.toNanos(), engine.now()));
    }

    /** Lose frames, in both directions each: see {@link #loss(Direction, double, long)}. */
    public void loss(double probability, long seed) {
        loss(Direction.FROM_GUEST, probability, seed);
        loss(Direction.TO_GUEST, probability, ~seed);
    }

    /**
     * Lose each frame of a direction with this probability.
     *
     * @param probability 0 for none, up to 1 for all
     * @param seed which frames, counted from now on, are lost: the same for the same seed
     * @throws IllegalArgumentException if it is not within 0 and 1
     */
    public void loss(Direction direction, double probability, long seed) {
        check(
                probability >= 0 && probability <= MOST,
                "a loss of %s is no probability, which is from 0 to 1",
                probability);
        engine.run(() -> port.shaper(direction).loss(probability, seed));
    }

    /** Limit the speed, of both directions each: see {@link #cap(Direction, long)}. */
    public void cap(long bitsPerSecond) {
        cap(Direction.FROM_GUEST, bitsPerSecond);
        cap(Direction.TO_GUEST, bitsPerSecond);
    }

    /**
     * Limit the speed of a direction, counting the bits of whole frames. Up to 256 KiB wait for
     * their turn; what comes then is dropped.
     *
     * @param bitsPerSecond 0 for no limit
     * @throws IllegalArgumentException if it is negative
     */
    public void cap(Direction direction, long bitsPerSecond) {
        check(bitsPerSecond >= 0, "a speed of %s bit/s is negative", bitsPerSecond);
        engine.run(() -> port.shaper(direction).cap(bitsPerSecond, engine.now()));
    }

    /**
     * Let only some frames pass, in both directions.
     *
     * @param passes is asked on the network's thread: it must not wait
     */
    public void filter(Predicate<Frame> passes) {
        engine.run(() -> port.filter = passes);
    }

    private static void check(boolean good, String problem, Object culprit) {
        if (!good) {
            throw new IllegalArgumentException(problem.formatted(culprit));
        }
    }
}
