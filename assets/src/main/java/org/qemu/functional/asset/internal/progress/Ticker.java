package org.qemu.functional.asset.internal.progress;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls an action repeatedly until it is stopped. */
final class Ticker {
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Ticker::daemon);

    static Ticker start(Runnable tick, Duration time) {
        Ticker ticker = new Ticker();
        // With a fixed delay, not at a fixed rate: a stopped terminal gets no burst when it
        // continues.
        var unused =
                ticker.thread.scheduleWithFixedDelay(
                        tick, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
        return ticker;
    }

    void stop() {
        thread.shutdown();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    }
}
