package org.qemu.functional.guest.internal.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.guest.image.ImageException;

/** Fetch assets concurrently. */
final class ParallelFetch {
    private static final int AT_ONCE = 8;

    private ParallelFetch() {}

    /** Fetch all assets. If some are unavailable, throw the exception of the first one. */
    static void all(Collection<Asset> assets) {
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        AT_ONCE,
                        work -> {
                            Thread thread = new Thread(work, "fetch");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Asset asset : assets) {
                running.add(threads.submit(asset::fetch));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException("interrupted while fetching packages", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new ImageException("cannot fetch packages", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
