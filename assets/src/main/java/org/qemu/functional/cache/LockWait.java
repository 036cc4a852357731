package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;

/**
 * Waits for a {@link CacheLock} that another process has: in the kernel, on a thread of its own,
 * for the one who waits may be interrupted or lose patience, and a thread in the kernel may not.
 */
public final class LockWait {
    private static final Log LOG = Log.of("qemu.asset");

    private static final long BETWEEN_LOOKS = 1_000; // ms
    private static final long BETWEEN_TRIES = 50; // ms, after a false deadlock only

    private final CompletableFuture<CacheLock> result = new CompletableFuture<>();
    private final CountDownLatch abandoned = new CountDownLatch(1);

    private LockWait() {}

    /** Says whether to go on waiting. */
    @FunctionalInterface
    public interface Patience {
        /** Returns to go on, throws to give up. */
        void look() throws IOException;
    }

    static LockWait start(Path cacheDirectory, String hash) {
        LockWait wait = new LockWait();
        Thread thread =
                new Thread(
                        () -> wait.run(cacheDirectory, hash), "lock of " + hash.substring(0, 12));
        thread.setDaemon(true);
        thread.start();
        return wait;
    }

    CacheLock await(Patience patience) throws IOException, InterruptedException {
        try {
            while (true) {
                try {
                    return result.get(BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    patience.look();
                }
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException | IOException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private void abandon() throws IOException {
        abandoned.countDown();
        if (!result.completeExceptionally(new IOException("given up"))) {
            result.join().close();
        }
    }

    private void run(Path cacheDirectory, String hash) {
        try {
            CacheLock lock = block(cacheDirectory, hash);
            while (lock == null && !abandoned.await(BETWEEN_TRIES, TimeUnit.MILLISECONDS)) {
                lock = CacheLock.tryAcquire(cacheDirectory, hash);
            }
            if (lock != null && !result.complete(lock)) {
                lock.close();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private static @Nullable CacheLock block(Path cacheDirectory, String hash) {
        try {
            return CacheLock.block(cacheDirectory, hash);
        } catch (IOException e) {
            // Mostly a deadlock that is none; what else there may be, trying shows as well.
            LOG.debug("cannot wait for the lock of " + hash, e);
            return null;
        }
    }
}
