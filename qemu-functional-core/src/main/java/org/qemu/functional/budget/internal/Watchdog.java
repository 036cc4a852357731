package org.qemu.functional.budget.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.qemu.functional.settings.internal.ProgramLocal;
import org.qemu.functional.units.Seconds;

/**
 * Enforce the time limit of one test.
 *
 * <p>At the timeout, the watchdog gathers evidence and interrupts the test's thread, which ends all
 * waits of the harness. If the thread continues, its machines are killed. If it still continues, it
 * is stuck in its own code, and the only option is to end the program.
 */
public final class Watchdog implements AutoCloseable {
    private static final ProgramLocal<Consumer<String>> STUCK = new ProgramLocal<>();

    private final ProgramBudget.Share share;
    private final Actions actions;
    private final Thread tested = Thread.currentThread();
    private final Thread watcher = new Thread(this::watch, "watchdog");
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean expired;

    /** The actions at a timeout, run on the watchdog's thread. */
    public interface Actions {
        /** Save the state of the test; called first. */
        void gatherEvidence();

        /** Remove what could block the test; called only if its thread does not end. */
        void cutOff();
    }

    private Watchdog(ProgramBudget.Share share, Actions actions) {
        this.share = share;
        this.actions = actions;
        watcher.setDaemon(true);
    }

    /** Enforce the limit for the test that runs on the calling thread from now on. */
    public static Watchdog watch(ProgramBudget.Share share, Actions actions) {
        Watchdog watchdog = new Watchdog(share, actions);
        watchdog.watcher.start();
        return watchdog;
    }

    /** Set the action that ends the program when a test is stuck; it receives the reason. */
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
                String stuck = reason() + ", and it does not end";
                STUCK.find().ifPresent(action -> action.accept(stuck));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gather evidence; slow steps continue while the test is ended. */
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

    /** Return whether the timeout occurred before the watchdog was closed. */
    public boolean expired() {
        return expired;
    }

    /** Return a description of the test's time limit. */
    public String reason() {
        return "the test's time is up: %s, %s"
                .formatted(Seconds.format(share.time()), share.source());
    }

    /** End the watchdog; wait for the actions of a timeout if one occurred. */
    @Override
    public void close() {
        done.countDown();
        boolean interrupted = false;
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                // The interrupt may be that of the watchdog, which has no further effect.
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
