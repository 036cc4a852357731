package org.qemu.functional.guest.net;

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
 * Runs all that a network does on one thread: what channels are ready for, what the test asks for,
 * and what time has come for. State that only this thread touches needs no locks.
 */
final class IoLoop implements AutoCloseable {
    private static final long MILLIS = 1_000_000;

    private final Selector selector;
    private final Work work;
    private final Consumer<Throwable> failed;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Thread thread;
    private boolean ended;

    /** What is done in each turn, after the channels and the tasks. */
    interface Work {
        /** Do what is due. */
        void turn();

        /** In how many nanoseconds something will be due; {@link Long#MAX_VALUE} for never. */
        long due();
    }

    IoLoop(String name, Work work, Consumer<Throwable> failed) throws IOException {
        this.work = work;
        this.failed = failed;
        selector = Selector.open();
        thread = TestLog.threads(name).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (selector.isOpen()) {
            try {
                select();
                // Before the tasks: who comes later wakes the next select.
                woken.set(false);
                runTasks();
                work.turn();
            } catch (IOException | RuntimeException | Error e) {
                failed.accept(e);
            }
        }
    }

    /** Keys carry what is to be run when they are ready. */
    private void select() throws IOException {
        long due = work.due();
        Consumer<SelectionKey> ready = key -> ((Runnable) key.attachment()).run();
        if (due == Long.MAX_VALUE) {
            selector.select(ready);
        } else if (due <= 0) {
            selector.selectNow(ready);
        } else {
            // Up to the next millisecond: not early, which would only turn in circles.
            selector.select(ready, (due + MILLIS - 1) / MILLIS);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // The next one is not to wait for another wake-up.
                failed.accept(e);
            }
        }
    }

    /** Have the channel's readiness looked for; on this thread. */
    SelectionKey register(SelectableChannel channel, int operations, Runnable ready) {
        try {
            return channel.register(selector, operations, ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Have something done soon, on the loop's thread. */
    void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Have something done on the loop's thread, or after its end on the caller's; wait for it. */
    <T> T call(Supplier<T> task) {
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

    void run(Runnable task) {
        call(
                () -> {
                    task.run();
                    return true;
                });
    }

    /** Do what waits, and end the thread. */
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
                // It never waits for anybody: it ends at once.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
