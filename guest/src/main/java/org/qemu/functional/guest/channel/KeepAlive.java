package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Asks an agent of whom somebody awaits something, and who has been silent for long, whether it is
 * there. Silence is counted in looks, which are a second apart at least: where this program itself
 * was stopped or starved, the guest has had no more time to answer than the looks say.
 */
final class KeepAlive {
    private static final Duration SILENT = Duration.ofSeconds(2);

    /** A busy guest under TCG answers within tenths of a second. */
    private static final Duration HUNG = Duration.ofSeconds(10);

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "guest-pulse");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final AgentChannel channel;
    private final GuestWatch watch;
    private final LongSupplier clock;
    private final Duration hung = TimeoutScale.scaled(HUNG);
    private @Nullable ScheduledFuture<?> task;

    /** The session whose agent was asked; {@code null} if none is. */
    private @Nullable AgentSession asked;

    private long askedAt;
    private int looks;

    KeepAlive(AgentChannel channel, GuestWatch watch) {
        this(channel, watch, System::nanoTime);
    }

    /**
     * Look by a clock of its own.
     *
     * @param clock as {@link System#nanoTime()}; tells how long the agent has been silent
     */
    KeepAlive(AgentChannel channel, GuestWatch watch, LongSupplier clock) {
        this.channel = channel;
        this.watch = watch;
        this.clock = clock;
    }

    synchronized void start() {
        if (task == null) {
            long millis = BETWEEN.toMillis();
            task = TIMER.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    synchronized void stop() {
        if (task != null) {
            task.cancel(false);
        }
    }

    /** Look once; the timer does. */
    void look() {
        AgentSession session = channel.link().session();
        long heard = channel.link().heard();
        if (asked != session || heard - askedAt > 0) {
            asked = null;
            if (session.isBusy() && session.isGreeted() && isSilent(heard)) {
                asked = session;
                askedAt = System.nanoTime();
                looks = 0;
                // Apart from the timer: a guest that reads nothing blocks who sends.
                background(() -> channel.ping(session));
            }
        } else if (++looks * BETWEEN.toNanos() >= hung.toNanos()) {
            asked = null;
            long since = askedAt;
            // Apart from the timer: telling asks QEMU, which may take its time.
            background(
                    () ->
                            watch.hung(
                                    hung,
                                    () ->
                                            channel.link().heard() - since > 0
                                                    || channel.link().session() != session));
        }
    }

    private boolean isSilent(long heard) {
        return clock.getAsLong() - heard > SILENT.toNanos();
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "guest-pulse");
        thread.setDaemon(true);
        thread.start();
    }
}
