package org.qemu.functional.vfiouser.internal.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Takes a lock before a deadline. */
final class TimedLock {
    private TimedLock() {}

    /**
     * Take a lock.
     *
     * @param deadline a time of {@link System#nanoTime}
     * @return whether this thread has it; an interrupt ends the wait and is kept
     */
    static boolean lock(Lock lock, long deadline) {
        try {
            return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lock.tryLock();
        }
    }
}
