package org.qemu.functional.budget.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.qemu.functional.budget.TestTimeout;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.settings.internal.ProgramLocal;
import org.qemu.functional.units.Seconds;

/**
 * Divide the time of a program among its tests.
 *
 * <p>meson kills a program at its timeout, which {@code QEMU_TEST_TIMEOUT} gives in seconds (set by
 * this project's meson.build, and multiplied by {@code QEMU_TEST_TIMEOUT_SCALE} as meson multiplies
 * its timeout). It counts from the start of the process, as in meson. A test gets the time that is
 * left when it starts, minus a {@link Reserve}, so that the program can report a timeout and the
 * following tests have some time too.
 */
public final class ProgramBudget {
    private static final String VARIABLE = "QEMU_TEST_TIMEOUT";

    /**
     * The maximum time that a test can take to end after its timeout, if the program has no time
     * limit.
     */
    private static final Duration UNLIMITED_RESERVE = Duration.ofSeconds(12);

    private static final ProgramLocal<ProgramBudget> PROGRAM = new ProgramLocal<>();

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
     * The time limit of a test and its origin.
     *
     * @param time the maximum duration of the test
     * @param reserve the maximum time that it can take to end after that
     * @param source a description for messages
     */
    public record Share(Duration time, Duration reserve, String source) {}

    /**
     * Start to measure the time of this program. Call this when it is ready to run its tests.
     *
     * @throws IllegalArgumentException if the environment does not set a positive number
     */
    public static void begin(Map<String, String> environment) {
        PROGRAM.set(of(environment));
    }

    private static ProgramBudget of(Map<String, String> environment) {
        // Read the age only if it is needed. The process of a bundle is older than its programs.
        boolean aged = configured(environment).isPresent() && !ProgramLocal.isBundled();
        return from(environment, System::nanoTime, aged ? ProcessAge.now() : Duration.ZERO);
    }

    /**
     * Check the environment.
     *
     * @throws IllegalArgumentException if it does not set a positive number
     */
    public static void check(Map<String, String> environment) {
        from(environment, System::nanoTime, Duration.ZERO);
    }

    private static ProgramBudget program() {
        return PROGRAM.get(() -> of(HarnessSettings.current().environment()));
    }

    /**
     * Create a budget from the environment.
     *
     * @param age how long the process has been running
     * @throws IllegalArgumentException if the value is not a positive number
     */
    static ProgramBudget from(Map<String, String> environment, LongSupplier clock, Duration age) {
        TimeoutScale scale = TimeoutScale.from(environment);
        return new ProgramBudget(configured(environment).map(scale::stretch), clock, age);
    }

    /** Return the time that the environment sets, before it is scaled. */
    static Optional<Duration> configured(Map<String, String> environment) {
        String seconds = environment.get(VARIABLE);
        if (seconds == null || seconds.isBlank()) {
            return Optional.empty();
        }
        try {
            Duration time = Duration.ofSeconds(Long.parseLong(seconds.trim()));
            if (time.compareTo(Duration.ZERO) > 0) {
                return Optional.of(time);
            }
        } catch (NumberFormatException e) {
            // Reported below, like all other invalid values.
        }
        throw new IllegalArgumentException(
                "%s='%s' is not a positive number of seconds".formatted(VARIABLE, seconds));
    }

    /**
     * Return the time limit of a test that starts now; empty if it has none.
     *
     * @param asked the test's own limit
     * @throws IllegalArgumentException if that limit is not positive
     */
    public static Optional<Share> shareOf(Optional<TestTimeout> asked) {
        return program().share(asked.map(TestTimeout::seconds));
    }

    /** Return how long this program can still run before it must end itself; empty for no limit. */
    public static Optional<Duration> untilEnd() {
        return program().end();
    }

    /**
     * Return the time until the program must end itself. An eighth of the reserve remains, because
     * a test that does not end is interrupted before that.
     */
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
        return new Share(time, atLeastZero(after), "@TestTimeout(seconds = " + asked + ")");
    }

    private Share shareOfTheRest(Duration all) {
        Duration left = atLeastZero(left(all));
        Duration kept = reserve.of(left);
        return new Share(
                left.minus(kept),
                kept,
                "the time that the program had left of %d s (%s), minus %s for its end"
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
                    "@TestTimeout(seconds = %d) is not above 0".formatted(seconds));
        }
        return TimeoutScale.scaled(Duration.ofSeconds(seconds));
    }
}
