package org.qemu.functional.budget;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Share the time of a program among its tests.
 *
 * <p>meson kills a program when its time is over, which {@code QEMU_TEST_TIMEOUT} tells in seconds
 * (set by this project's meson.build, stretched by {@code QEMU_TEST_TIMEOUT_SCALE} as meson's own
 * multiplier stretches it). A test gets nine tenths of what is left when it starts: so the program
 * can tell of it, and the tests that follow have some time too.
 */
public final class ProgramBudget {
    private static final String VARIABLE = "QEMU_TEST_TIMEOUT";
    private static final int SHARE = 9;
    private static final int OF = 10;

    private static final ProgramBudget PROGRAM = from(System.getenv(), System::nanoTime);

    private final Optional<Duration> total;
    private final LongSupplier clock;
    private final long start;

    private ProgramBudget(Optional<Duration> total, LongSupplier clock) {
        this.total = total;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    /**
     * A time and where it comes from.
     *
     * @param time how long a test may take
     * @param source in words for a message
     */
    public record Share(Duration time, String source) {}

    /**
     * Begin with what the environment tells.
     *
     * @throws IllegalArgumentException if it is not a positive number
     */
    static ProgramBudget from(Map<String, String> environment, LongSupplier clock) {
        return new ProgramBudget(
                told(environment).map(TimeoutScale.from(environment)::stretch), clock);
    }

    /** The time that the environment tells, before it is stretched. */
    static Optional<Duration> told(Map<String, String> environment) {
        String seconds = environment.get(VARIABLE);
        if (seconds == null || seconds.isBlank()) {
            return Optional.empty();
        }
        try {
            Duration told = Duration.ofSeconds(Long.parseLong(seconds.trim()));
            if (told.compareTo(Duration.ZERO) > 0) {
                return Optional.of(told);
            }
        } catch (NumberFormatException e) {
            // Told below, with every other value that is none.
        }
        throw new IllegalArgumentException(
                "%s='%s' is not a positive number of seconds".formatted(VARIABLE, seconds));
    }

    /**
     * The time of a test that starts now; empty if it has as much as it likes.
     *
     * @param asked what it asks for itself
     * @throws IllegalArgumentException if it asks for no time
     */
    public static Optional<Share> shareOf(Optional<Budget> asked) {
        return PROGRAM.share(asked.map(Budget::seconds));
    }

    Optional<Share> share(Optional<Long> seconds) {
        Optional<Share> own =
                seconds.map(
                        asked -> new Share(positive(asked), "@Budget(seconds = " + asked + ")"));
        Optional<Share> programs = total.map(this::shareOfTheRest);
        if (own.isPresent() && programs.isPresent()) {
            return own.get().time().compareTo(programs.get().time()) < 0 ? own : programs;
        }
        return own.or(() -> programs);
    }

    private Share shareOfTheRest(Duration all) {
        Duration left = all.minusNanos(clock.getAsLong() - start);
        Duration share = left.isNegative() ? Duration.ZERO : left.multipliedBy(SHARE).dividedBy(OF);
        return new Share(
                share,
                "nine tenths of the "
                        + Math.max(0, left.toSeconds())
                        + " s that the program had left of "
                        + all.toSeconds()
                        + " s ("
                        + VARIABLE
                        + ")");
    }

    private static Duration positive(long seconds) {
        if (seconds <= 0) {
            throw new IllegalArgumentException(
                    "@Budget(seconds = %d) is not above 0".formatted(seconds));
        }
        return TimeoutScale.scaled(Duration.ofSeconds(seconds));
    }
}
