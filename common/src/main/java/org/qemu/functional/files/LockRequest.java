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
 * A lock that another process has, as the kernel will grant it. It is waited for in the kernel, on
 * a thread of its own that nobody interrupts.
 *
 * <p>A request cannot be cancelled without closing the file, which would end all locks of this
 * process on it. It is answered some time.
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

    /** Waits for the answer; {@code check} comes between, if there is one. */
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

    /** Returns the lock once the request is answered, {@code null} if it has failed. */
    @Nullable FileLock lock() {
        return isGranted() ? answer.join() : null;
    }

    /** Has something done as soon as there is an answer, which may be now. */
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
     * Waits, but tries again and again while the kernel takes that for a deadlock. POSIX locks
     * belong to processes, so two that each hold one lock and wait in another thread for the
     * other's look like one, whichever files the locks are on. What the channel throws does not
     * tell this error apart, as its text is in the user's language; but an attempt that does not
     * wait fails of all others only.
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
