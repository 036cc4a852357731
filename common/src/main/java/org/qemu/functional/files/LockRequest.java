package org.qemu.functional.files;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request for a lock that another process holds. A thread of its own, which is never interrupted,
 * waits in the kernel until the lock is granted.
 *
 * <p>A request cannot be cancelled without closing the file, which would release all locks of this
 * process on it. So it stays queued until the kernel answers.
 */
final class LockRequest {
    private static final long BETWEEN_TRIES = 50; // ms, after a false deadlock only

    private final LockFile file;
    private final long position;
    private final LockMode mode;
    private final CompletableFuture<FileLock> answer = new CompletableFuture<>();

    private LockRequest(LockFile file, long position, LockMode mode) {
        this.file = file;
        this.position = position;
        this.mode = mode;
    }

    static LockRequest start(LockFile file, long position, LockMode mode) {
        LockRequest request = new LockRequest(file, position, mode);
        String name = "lock %d of %s".formatted(position, file.path());
        Thread thread = new Thread(null, request::run, name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return request;
    }

    /** Wait for the answer, and call {@code patience}, if any, in between. */
    void await(FileLocks.@Nullable Patience patience, long betweenChecks)
            throws IOException, InterruptedException {
        try {
            if (patience == null) {
                answer.get();
                return;
            }
            while (!isAnswered(betweenChecks)) {
                patience.check();
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    void awaitUninterruptibly() throws IOException {
        try {
            answer.join();
        } catch (CompletionException e) {
            throw failure(e.getCause());
        }
    }

    boolean isGranted() {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    /** Return the lock once the request is answered, or {@code null} if the request failed. */
    @Nullable FileLock lock() {
        return isGranted() ? answer.join() : null;
    }

    /** Run an action as soon as there is an answer, which may be now. */
    void whenAnswered(Runnable action) {
        CompletableFuture<FileLock> unused = answer.whenComplete((lock, failure) -> action.run());
    }

    private boolean isAnswered(long atMost) throws ExecutionException, InterruptedException {
        try {
            answer.get(atMost, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static IOException failure(Throwable cause) {
        return new IOException(cause.getMessage(), cause);
    }

    private void run() {
        try {
            answer.complete(lockInKernel());
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * Wait, and retry while the kernel wrongly reports a deadlock. POSIX locks belong to processes:
     * two processes that each hold one lock and, in another thread, wait for the other's lock look
     * like a deadlock, whichever files the locks are on. The exception of the channel does not
     * identify this error because its text is in the user's language; but an attempt that does not
     * wait fails only for other errors.
     */
    private FileLock lockInKernel() throws IOException, InterruptedException {
        while (true) {
            try {
                return file.lock(position, mode);
            } catch (IOException | OverlappingFileLockException e) {
                FileLock lock = file.tryLock(position, mode);
                if (lock != null) {
                    return lock;
                }
                pauseWhileDeadlockIsAssumed();
            }
        }
    }

    private static void pauseWhileDeadlockIsAssumed() throws InterruptedException {
        Thread.sleep(BETWEEN_TRIES);
    }
}
