package org.qemu.functional.tests.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.opentest4j.TestAbortedException;

/** Runs several tasks concurrently. */
final class Concurrently {
    private Concurrently() {}

    /**
     * Run each task in its own thread, and wait for all of them. If one fails, those after it are
     * interrupted.
     *
     * @return the results, in the order of the tasks
     * @throws AssertionError the first failure
     * @throws TestAbortedException the first failure, if it skips the test
     */
    @SafeVarargs
    static <T> List<T> all(Callable<T>... tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.length);
        try {
            List<Future<T>> started = new ArrayList<>();
            for (Callable<T> task : tasks) {
                started.add(threads.submit(task));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : started) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TestAbortedException skipped) {
                throw skipped; // for example, because an asset is unavailable
            }
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while tasks were running", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
