package org.qemu.functional.archive.internal.decode;

import java.util.concurrent.TimeUnit;

/**
 * Waits for something that is about to end despite interrupts; the interrupt status is restored.
 */
final class Uninterruptibles {
    private Uninterruptibles() {}

    interface Wait {
        void run() throws InterruptedException;
    }

    static void join(Thread thread) {
        uninterruptibly(thread::join);
    }

    /** Kill a process and wait until it has ended. */
    static void end(Process process) {
        process.destroyForcibly();
        uninterruptibly(process::waitFor);
    }

    static void end(java.util.concurrent.ExecutorService threads) {
        threads.shutdownNow();
        uninterruptibly(() -> threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }

    private static void uninterruptibly(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
