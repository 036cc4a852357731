package org.qemu.functional.budget;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.qemu.functional.units.Seconds;

/**
 * Watch the time of one test.
 *
 * <p>When it is up, what is known of the test is gathered and its thread interrupted, which ends
 * all waits of the harness. A thread that goes on nevertheless has its machines killed under it;
 * one that still goes on is stuck in code of its own, and all that can be done is to end the
 * program.
 */
public final class Watchdog implements AutoCloseable {
    private static final AtomicReference<Consumer<String>> STUCK =
            new AtomicReference<>(reason -> {});

    private final ProgramBudget.Share share;
    private final Actions actions;
    private final Thread tested = Thread.currentThread();
    private final Thread watcher = new Thread(this::watch, "watchdog");
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean expired;

    /** What is done when the time is up, on the watchdog's thread. */
    public interface Actions {
        /** Keep what is known of the test; the first. */
        void gatherEvidence();

        /** Take from the test what it may be held up by; only if its thread goes on. */
        void cutOff();
    }

    private Watchdog(ProgramBudget.Share share, Actions actions) {
        this.share = share;
        this.actions = actions;
        watcher.setDaemon(true);
    }

    /** Watch the test that runs on the calling thread from now on. */
    public static Watchdog watch(ProgramBudget.Share share, Actions actions) {
        Watchdog watchdog = new Watchdog(share, actions);
        watchdog.watcher.start();
        return watchdog;
    }

    /** Set what ends the program when a test is stuck; it is told the reason. */
    public static void whenStuck(Consumer<String> action) {
        STUCK.set(action);
    }

    private void watch() {
        try {
            if (done.await(share.time().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            expired = true;
            long end = System.nanoTime();
            gatherEvidence();
            if (endsByInterrupt(end + share.reserve().toNanos() / 2)) {
                return;
            }
            actions.cutOff();
            if (!endsByInterrupt(end + share.reserve().toNanos() * 3 / 4)) {
                STUCK.get().accept(reason() + " and it does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gather what is known; what takes long goes on while the test is ended. */
    private void gatherEvidence() throws InterruptedException {
        Thread thread = new Thread(actions::gatherEvidence, "evidence");
        thread.setDaemon(true);
        thread.start();
        thread.join(Math.max(1, share.reserve().toMillis() / 4));
    }

    private boolean endsByInterrupt(long until) throws InterruptedException {
        if (done.getCount() > 0) {
            tested.interrupt();
        }
        return done.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Whether the time was up before the watch was over. */
    public boolean expired() {
        return expired;
    }

    /** Says how much time the test had. */
    public String reason() {
        return "the test's time is up: %s, %s"
                .formatted(Seconds.format(share.time()), share.source());
    }

    /** End the watch; what was begun when the time was up is waited for. */
    @Override
    public void close() {
        done.countDown();
        boolean interrupted = false;
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                // It may be the watchdog's own, which has nothing more to end.
                interrupted = !expired;
            }
        }
        if (expired) {
            Thread.interrupted();
        } else if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
