package org.qemu.functional.guest.internal.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.qemu.functional.logging.TestLog;

/**
 * Run all work of a network on one thread: I/O of ready channels, requests of the test, and timed
 * actions. State that is confined to this thread needs no locks.
 */
public final class IoLoop implements AutoCloseable {
    private static final long MILLIS = 1_000_000;

    private final Selector selector;
    private final Work work;
    private final Consumer<Throwable> failed;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Thread thread;
    private boolean ended;

    /** The work of each iteration, after the channels and the tasks. */
    public interface Work {
        /** Perform the actions that are due. */
        void turn();

        /**
         * Return the time in nanoseconds until the next action; {@link Long#MAX_VALUE} for never.
         */
        long due();
    }

    public IoLoop(String name, Work work, Consumer<Throwable> failed) throws IOException {
        this.work = work;
        this.failed = failed;
        selector = Selector.open();
        thread = TestLog.threads(name).newThread(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (selector.isOpen()) {
            try {
                select();
                // Reset it before the tasks run: tasks that are added later then wake the next
                // select.
                woken.set(false);
                runTasks();
                work.turn();
            } catch (IOException | RuntimeException | Error e) {
                failed.accept(e);
            }
        }
    }

    /** Run the actions attached to the keys that are ready. */
    private void select() throws IOException {
        long due = work.due();
        Consumer<SelectionKey> ready = key -> ((Runnable) key.attachment()).run();
        if (due == Long.MAX_VALUE) {
            selector.select(ready);
        } else if (due <= 0) {
            selector.selectNow(ready);
        } else {
            // Round up to milliseconds: rounding down would cause busy waiting.
            selector.select(ready, (due + MILLIS - 1) / MILLIS);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // Continue with the next task, which must not wait for another wake-up.
                failed.accept(e);
            }
        }
    }

    /** Register a channel with an action; called on this thread. */
    public SelectionKey register(SelectableChannel channel, int operations, Runnable ready) {
        try {
            return channel.register(selector, operations, ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Run a task soon on the loop's thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /**
     * Run a task on the loop's thread, or on the calling thread after the loop has ended; wait for
     * its result.
     */
    public <T> T call(Supplier<T> task) {
        if (Thread.currentThread() == thread) {
            return task.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            if (ended) {
                return task.get();
            }
            execute(
                    () -> {
                        try {
                            result.complete(task.get());
                        } catch (RuntimeException | Error e) {
                            result.completeExceptionally(e);
                        }
                    });
        }
        try {
            return result.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    public void run(Runnable task) {
        call(
                () -> {
                    task.run();
                    return true;
                });
    }

    /** Run the pending tasks, and end the thread. */
    @Override
    public void close() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        execute(
                () -> {
                    try {
                        selector.close();
                    } catch (IOException e) {
                        failed.accept(e);
                    }
                });
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The loop never waits for other threads and ends at once.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
