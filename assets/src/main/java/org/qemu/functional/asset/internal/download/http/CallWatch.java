package org.qemu.functional.asset.internal.download.http;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;

/**
 * Cancels a call of this thread if one of its phases takes too long, or if the thread is
 * interrupted, because reading from a socket does not respond to interrupts. The timeouts of OkHttp
 * apply to single reads, so a server that sends one byte now and then never exceeds them.
 */
final class CallWatch implements AutoCloseable {
    private static final long BETWEEN_LOOKS = 100; // ms
    private static final long NONE = Long.MAX_VALUE;
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Call call;
    private final Thread thread = Thread.currentThread();
    private final ScheduledFuture<?> looks;
    private volatile long begun;
    private volatile long atMost = NONE;
    private volatile boolean late;

    private CallWatch(Call call) {
        this.call = call;
        this.looks =
                TIMER.scheduleWithFixedDelay(
                        this::look, BETWEEN_LOOKS, BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "download-watch");
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Watch a call of the calling thread. */
    static CallWatch of(Call call) {
        return new CallWatch(call);
    }

    /** Begin a phase. */
    void begin(Duration time) {
        begun = System.nanoTime();
        atMost = time.toNanos();
    }

    /** End the phase. */
    void end() {
        atMost = NONE;
    }

    /** Return whether the call was canceled because a phase took too long. */
    boolean isLate() {
        return late;
    }

    private void look() {
        long limit = atMost;
        if (limit != NONE && System.nanoTime() - begun > limit) {
            late = true;
            call.cancel();
        } else if (thread.isInterrupted()) {
            call.cancel();
        }
    }

    @Override
    public void close() {
        looks.cancel(false);
    }
}
