package org.qemu.functional.budget;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Share the time of a program among its tests.
 *
 * <p>meson kills a program when its time is over, which {@code QEMU_TEST_TIMEOUT} tells in seconds
 * (set by this project's meson.build, stretched by {@code QEMU_TEST_TIMEOUT_SCALE} as meson's own
 * multiplier stretches it). It counts from the start of the process, as meson counts. A test gets
 * what is left when it starts, less a {@link Reserve}: so the program can tell of it, and the tests
 * that follow have some time too.
 */
public final class ProgramBudget {
    private static final String VARIABLE = "QEMU_TEST_TIMEOUT";

    /** Where no program has to end: how long a test may take to end after its time. */
    private static final Duration UNLIMITED_RESERVE = Duration.ofSeconds(12);

    private static @Nullable ProgramBudget program;

    private final Optional<Duration> total;
    private final LongSupplier clock;
    private final long start;
    private final Reserve reserve;

    private ProgramBudget(Optional<Duration> total, LongSupplier clock, Duration age) {
        this.total = total;
        this.clock = clock;
        this.start = clock.getAsLong() - age.toNanos();
        this.reserve = new Reserve(age);
    }

    /**
     * A time and where it comes from.
     *
     * @param time how long a test may take
     * @param reserve how long it may take to end after that
     * @param source in words for a message
     */
    public record Share(Duration time, Duration reserve, String source) {}

    /**
     * Begin to count for this program, when it is ready to run its tests.
     *
     * @throws IllegalArgumentException if the environment tells no positive number
     */
    public static synchronized void begin(Map<String, String> environment) {
        // The age is read only where it counts.
        Duration age = told(environment).isPresent() ? ProcessAge.now() : Duration.ZERO;
        program = from(environment, System::nanoTime, age);
    }

    /**
     * Check what the environment tells.
     *
     * @throws IllegalArgumentException if it tells no positive number
     */
    public static void check(Map<String, String> environment) {
        from(environment, System::nanoTime, Duration.ZERO);
    }

    private static synchronized ProgramBudget program() {
        if (program == null) {
            begin(HarnessSettings.current().environment());
        }
        return Objects.requireNonNull(program);
    }

    /**
     * Begin with what the environment tells.
     *
     * @param age how long the process has run
     * @throws IllegalArgumentException if it is not a positive number
     */
    static ProgramBudget from(Map<String, String> environment, LongSupplier clock, Duration age) {
        TimeoutScale scale = TimeoutScale.from(environment);
        return new ProgramBudget(told(environment).map(scale::stretch), clock, age);
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
    public static Optional<Share> shareOf(Optional<TestTimeout> asked) {
        return program().share(asked.map(TestTimeout::seconds));
    }

    /** How long this program may still run until it must end itself; empty for ever. */
    public static Optional<Duration> untilEnd() {
        return program().end();
    }

    /** An eighth of the reserve is left then: a test that does not end is ended before. */
    Optional<Duration> end() {
        return total.map(this::left)
                .map(ProgramBudget::atLeastZero)
                .map(left -> left.minus(reserve.of(left).dividedBy(8)));
    }

    Optional<Share> share(Optional<Long> seconds) {
        Optional<Share> programs = total.map(this::shareOfTheRest);
        Optional<Share> own = seconds.map(asked -> own(asked, programs));
        if (own.isPresent() && programs.isPresent()) {
            return own.get().time().compareTo(programs.get().time()) < 0 ? own : programs;
        }
        return own.or(() -> programs);
    }

    private Share own(long asked, Optional<Share> programs) {
        Duration time = positive(asked);
        Duration most = UNLIMITED_RESERVE.plus(reserve.absolute());
        Duration after =
                programs.map(share -> share.time().plus(share.reserve()).minus(time))
                        .filter(rest -> rest.compareTo(most) < 0)
                        .orElse(most);
        return new Share(time, atLeastZero(after), "@Budget(seconds = " + asked + ")");
    }

    private Share shareOfTheRest(Duration all) {
        Duration left = atLeastZero(left(all));
        Duration kept = reserve.of(left);
        return new Share(
                left.minus(kept),
                kept,
                "what the program had left of %d s (%s), less %s to end in"
                        .formatted(all.toSeconds(), VARIABLE, Seconds.format(kept)));
    }

    private Duration left(Duration all) {
        return all.minusNanos(clock.getAsLong() - start);
    }

    private static Duration atLeastZero(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    private static Duration positive(long seconds) {
        if (seconds <= 0) {
            throw new IllegalArgumentException(
                    "@Budget(seconds = %d) is not above 0".formatted(seconds));
        }
        return TimeoutScale.scaled(Duration.ofSeconds(seconds));
    }
}
