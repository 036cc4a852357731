package org.qemu.functional.guest.channel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.budget.TimeoutScale;

/**
 * Asks an agent of whom somebody awaits something, and who has been silent for long, whether it is
 * there.
 */
final class Pulse {
    private static final Duration SILENT = Duration.ofSeconds(2);

    /** A busy guest under TCG answers within tenths of a second. */
    private static final Duration HUNG = Duration.ofSeconds(10);

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "guest-pulse");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final AgentChannel channel;
    private final GuestWatch watch;
    private final Duration hung = TimeoutScale.scaled(HUNG);
    private @Nullable ScheduledFuture<?> task;
    private boolean asked;
    private long askedAt;

    Pulse(AgentChannel channel, GuestWatch watch) {
        this.channel = channel;
        this.watch = watch;
    }

    synchronized void start() {
        if (task == null) {
            task = TIMER.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
    }

    synchronized void stop() {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void look() {
        AgentLink link = channel.link();
        long now = System.nanoTime();
        if (!asked) {
            if (link.isBusy() && link.greeted().isDone() && now - link.heard() > SILENT.toNanos()) {
                askedAt = now;
                asked = true;
                // Apart from the timer: a guest that reads nothing blocks who sends.
                var unused = CompletableFuture.runAsync(channel::ping);
            }
        } else if (link.heard() - askedAt > 0) {
            asked = false;
        } else if (now - askedAt > hung.toNanos()) {
            asked = false;
            // Apart from the timer: telling asks QEMU, which may take its time.
            var unused = CompletableFuture.runAsync(() -> watch.hung(hung));
        }
    }
}
