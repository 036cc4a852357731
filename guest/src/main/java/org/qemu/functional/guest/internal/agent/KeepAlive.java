package org.qemu.functional.guest.internal.agent;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.GuestWatch;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Check whether an agent with pending operations that has been silent for long is alive. Silence is
 * counted in checks at least a second apart: if this program itself was stopped or had no CPU time,
 * the guest had no more time to answer than the number of checks indicates.
 */
final class KeepAlive {
    private static final Duration SILENT = Duration.ofSeconds(2);

    /**
     * The silence after which a guest counts as hung. A busy guest under TCG answers within tenths
     * of a second.
     */
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

    /** The session whose agent was asked; {@code null} if none was. */
    private @Nullable AgentSession asked;

    private long askedAt;
    private int looks;

    KeepAlive(AgentChannel channel, GuestWatch watch) {
        this(channel, watch, System::nanoTime);
    }

    /**
     * Create checks with a given clock.
     *
     * @param clock like {@link System#nanoTime()}; measures how long the agent has been silent
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

    /** Check once; called by the timer. */
    void look() {
        AgentSession session = channel.link().session();
        long heard = channel.link().heard();
        if (asked != session || heard - askedAt > 0) {
            asked = null;
            if (session.isBusy() && session.isGreeted() && isSilent(heard)) {
                asked = session;
                askedAt = System.nanoTime();
                looks = 0;
                // Run it outside the timer, since sending to a guest that does not read blocks.
                background(() -> channel.ping(session));
            }
        } else if (++looks * BETWEEN.toNanos() >= hung.toNanos()) {
            asked = null;
            long since = askedAt;
            // Run it outside the timer, since the report queries QEMU, which may take long.
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
