package org.qemu.functional.files;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One byte of a {@link LockFile}, shared by the threads of this process. All holders share one
 * kernel lock because the kernel grants locks to processes, not threads.
 *
 * <p>Each of the {@code acquire} methods takes over one use of the file from its caller. That use
 * ends when the lock is released or could not be acquired.
 *
 * <p>If a thread stops waiting for the kernel, its request stays queued. Once granted, the lock is
 * released at once.
 */
final class LockPosition {
    private static final int ALL = 1 << 20;
    private static final long BETWEEN_CHECKS = 1_000; // ms

    private final LockFile file;
    private final long position;

    /** Excludes threads of this process: one permit for a shared lock, all for an exclusive one. */
    private final Semaphore permits = new Semaphore(ALL, true);

    /**
     * Number of threads that hold the kernel lock or wait for it; this and the next two fields are
     * guarded by {@code this}.
     */
    private int holders;

    /** The lock, if the kernel granted it without a wait. */
    private @Nullable FileLock granted;

    /** The lock that the kernel grants later or granted after a wait. */
    private @Nullable LockRequest requested;

    LockPosition(LockFile file, long position) {
        this.file = file;
        this.position = position;
    }

    boolean tryAcquire(LockMode mode) throws IOException {
        if (!permits.tryAcquire(permits(mode))) {
            file.leave();
            return false;
        }
        boolean acquired = false;
        try {
            acquired = tryJoin(mode);
        } finally {
            if (!acquired) {
                leave(mode);
            }
        }
        return acquired;
    }

    void acquire(LockMode mode) throws IOException, InterruptedException {
        try {
            permits.acquire(permits(mode));
        } catch (InterruptedException e) {
            file.leave();
            throw e;
        }
        await(join(mode), mode, null);
    }

    /**
     * Acquire with checks. Unlike without them, other threads may overtake this one at each check.
     */
    void acquire(LockMode mode, FileLocks.Patience patience)
            throws IOException, InterruptedException {
        boolean permitted = false;
        try {
            while (!permits.tryAcquire(permits(mode), BETWEEN_CHECKS, TimeUnit.MILLISECONDS)) {
                patience.check();
            }
            permitted = true;
        } finally {
            if (!permitted) {
                file.leave();
            }
        }
        await(join(mode), mode, patience);
    }

    void acquireUninterruptibly(LockMode mode) throws IOException {
        permits.acquireUninterruptibly(permits(mode));
        LockRequest request = join(mode);
        if (request == null) {
            return;
        }
        boolean acquired = false;
        try {
            request.awaitUninterruptibly();
            acquired = true;
        } finally {
            if (!acquired) {
                release(mode);
            }
        }
    }

    void release(LockMode mode) {
        try {
            releaseIfLast();
        } finally {
            leave(mode);
        }
    }

    private synchronized void releaseIfLast() {
        if (--holders > 0) {
            return;
        }
        // A holder waits for the answer, so there is one by now.
        FileLock lock = requested == null ? granted : requested.lock();
        granted = null;
        requested = null;
        if (lock != null) {
            LockFile.release(lock);
        }
    }

    private synchronized boolean tryJoin(LockMode mode) throws IOException {
        if (holders == 0) {
            granted = file.tryLock(position, mode);
            if (granted == null) {
                return false;
            }
        } else if (requested != null && !requested.isGranted()) {
            return false;
        }
        holders++;
        return true;
    }

    /** Return the request to wait for, or {@code null} if this thread has the lock already. */
    private @Nullable LockRequest join(LockMode mode) throws IOException {
        boolean joined = false;
        try {
            synchronized (this) {
                if (holders == 0) {
                    granted = file.tryLock(position, mode);
                    requested = granted == null ? LockRequest.start(file, position, mode) : null;
                }
                holders++;
                joined = true;
                return requested;
            }
        } finally {
            if (!joined) {
                leave(mode);
            }
        }
    }

    private void await(
            @Nullable LockRequest request, LockMode mode, FileLocks.@Nullable Patience patience)
            throws IOException, InterruptedException {
        if (request == null) {
            return;
        }
        boolean acquired = false;
        try {
            request.await(patience, BETWEEN_CHECKS);
            acquired = true;
        } finally {
            if (!acquired) {
                request.whenAnswered(() -> release(mode));
            }
        }
    }

    private void leave(LockMode mode) {
        permits.release(permits(mode));
        file.leave();
    }

    private static int permits(LockMode mode) {
        return mode == LockMode.SHARED ? 1 : ALL;
    }
}
