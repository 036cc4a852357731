package org.qemu.functional.unpacked;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One kernel lock as the threads of this process share it: many readers, or one writer. The readers
 * have one shared kernel lock among them.
 *
 * <p>Who enters is one user of the file, until it leaves or has failed to enter. Who is interrupted
 * while the kernel has not answered leaves a ghost behind, which keeps the place until the answer
 * comes and then gives up both.
 */
final class Gate {
    private static final int ALL = 1 << 20;

    private final LockFile file;
    private final long position;
    private final Semaphore permits = new Semaphore(ALL, true);

    /** Guarded by this, as is the lock that they share. */
    private int readers;

    private @Nullable CompletableFuture<@Nullable FileLock> shared;

    /** Belongs to the one who has all permits. */
    private @Nullable CompletableFuture<@Nullable FileLock> exclusive;

    Gate(LockFile file, long position) {
        this.file = file;
        this.position = position;
    }

    void enterShared() throws IOException, InterruptedException {
        acquire(1);
        await(joinReaders(), this::leaveShared);
    }

    void enterExclusive() throws IOException, InterruptedException {
        acquire(ALL);
        exclusive = file.lock(position, false);
        await(exclusive, this::leaveExclusive);
    }

    /** Returns whether it could enter: not when anybody else has, shared or not. */
    boolean tryEnterExclusive() throws IOException, InterruptedException {
        if (!permits.tryAcquire(ALL)) {
            file.leave();
            return false;
        }
        exclusive = file.tryLock(position);
        boolean entered = await(exclusive, this::leaveExclusive) != null;
        if (!entered) {
            leaveExclusive();
        }
        return entered;
    }

    void leaveShared() {
        synchronized (this) {
            if (--readers == 0) {
                release(shared);
                shared = null;
            }
        }
        leave(1);
    }

    void leaveExclusive() {
        release(exclusive);
        leave(ALL);
    }

    private synchronized CompletableFuture<@Nullable FileLock> joinReaders() {
        readers++;
        if (shared == null) {
            shared = file.lock(position, true);
        }
        return shared;
    }

    private void acquire(int count) throws InterruptedException {
        try {
            permits.acquire(count);
        } catch (InterruptedException e) {
            file.leave();
            throw e;
        }
    }

    private void leave(int count) {
        permits.release(count);
        file.leave();
    }

    /** Lets go what the kernel gave; it has answered, as nobody leaves before. */
    private void release(@Nullable CompletableFuture<@Nullable FileLock> answer) {
        if (answer != null && !answer.isCompletedExceptionally()) {
            FileLock lock = answer.join();
            if (lock != null) {
                file.release(lock);
            }
        }
    }

    private static @Nullable FileLock await(
            CompletableFuture<@Nullable FileLock> answer, Runnable leave)
            throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            CompletableFuture<@Nullable FileLock> unused =
                    answer.whenComplete((lock, fault) -> leave.run());
            throw e;
        } catch (ExecutionException e) {
            leave.run();
            throw new IOException(e.getCause());
        }
    }
}
