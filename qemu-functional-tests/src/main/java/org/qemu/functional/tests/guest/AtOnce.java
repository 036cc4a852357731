package org.qemu.functional.tests.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.opentest4j.TestAbortedException;

/** Does several things at once. */
final class AtOnce {
    private AtOnce() {}

    /**
     * Do each in a thread of its own, and wait for all of them; if one fails, those after it are
     * interrupted.
     *
     * @return what they return, in their order
     * @throws AssertionError like the first that failed
     * @throws TestAbortedException that of the first that failed, if it is one: the test is skipped
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
                throw skipped; // an asset that is not there, say
            }
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while guests were busy", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
