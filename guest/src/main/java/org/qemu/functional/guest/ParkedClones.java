package org.qemu.functional.guest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.machine.GuestTrace;
import org.qemu.functional.logging.Log;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.machine.QemuMachine;

/**
 * Clones that were started ahead, in the background, and are paused until a test takes them.
 * Thread-safe.
 *
 * <p>A clone that was taken is replaced by another one. None is started while the host lacks memory
 * for it.
 */
final class ParkedClones implements AutoCloseable {
    private static final Log LOG = Log.of("qemu.guest");

    private final Supplier<Guest> clone;
    private final BooleanSupplier hasMemory;

    /** The clones that can be taken. Guarded by this, as are the following. */
    private final Deque<Guest> parked = new ArrayDeque<>();

    /** For threads that belong to the test that asked for clones. */
    private @Nullable ThreadFactory threads;

    private int wanted;
    private boolean starting;
    private boolean closed;

    /**
     * Create an instance that has no clones yet.
     *
     * @param clone starts a clone and returns when it answers
     * @param hasMemory returns whether the host has memory for one more
     */
    ParkedClones(Supplier<Guest> clone, BooleanSupplier hasMemory) {
        this.clone = clone;
        this.hasMemory = hasMemory;
    }

    /** Keep so many clones from now on; those that are parked stay. */
    synchronized void keep(int count) {
        wanted = count;
        threads = TestLog.threads("park-clones");
        replenish();
    }

    /** Return the number of clones that can be taken at once. */
    synchronized int size() {
        return parked.size();
    }

    /** Wait until no clone is being started, and return the number of those that can be taken. */
    synchronized int await() throws InterruptedException {
        while (starting) {
            wait();
        }
        return parked.size();
    }

    /** Return a clone that runs and has the current time; empty if none is parked. */
    Optional<Guest> take() {
        Guest taken;
        synchronized (this) {
            taken = parked.poll();
            replenish();
        }
        if (taken != null) {
            resume(taken);
        }
        return Optional.ofNullable(taken);
    }

    private static void pause(Guest guest) {
        // The agent's first command takes the guest several times as long as the next ones.
        guest.run("true").check();
        guest.vm().cmd("stop");
    }

    private static void resume(Guest guest) {
        QemuMachine vm = guest.vm();
        GuestTrace.step(
                vm,
                "continue a parked clone",
                () -> guest.channel().restart(() -> vm.cmd("cont"), GuestFiles.limit()));
    }

    private void replenish() {
        if (threads != null && !starting && isWanted()) {
            starting = true;
            threads.newThread(this::start).start();
        }
    }

    private boolean isWanted() {
        return !closed && parked.size() < wanted;
    }

    private void start() {
        try {
            while (goesOn()) {
                add(clone.get());
            }
        } catch (RuntimeException | Error e) {
            // Without a parked clone, the test starts one itself, and gets the error if it lasts.
            LOG.warn("no further clone is parked", e);
            stop();
        }
    }

    private boolean goesOn() {
        boolean possible = hasMemory.getAsBoolean();
        synchronized (this) {
            if (possible && isWanted()) {
                return true;
            }
            stop();
            return false;
        }
    }

    private synchronized void stop() {
        starting = false;
        notifyAll();
    }

    private void add(Guest guest) {
        try {
            pause(guest);
        } catch (RuntimeException | Error e) {
            guest.close();
            throw e;
        }
        synchronized (this) {
            if (!closed) {
                parked.add(guest);
                notifyAll();
                return;
            }
        }
        guest.close();
    }

    /** End the parked clones; those that were taken go on. */
    @Override
    public void close() {
        Deque<Guest> ended;
        synchronized (this) {
            closed = true;
            ended = new ArrayDeque<>(parked);
            parked.clear();
        }
        ended.forEach(Guest::close);
    }
}
