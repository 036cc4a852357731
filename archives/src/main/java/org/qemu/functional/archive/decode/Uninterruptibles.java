package org.qemu.functional.archive.decode;

import java.util.concurrent.TimeUnit;

/** Waits for what is about to end, whoever interrupts; the interrupt is there afterwards. */
final class Uninterruptibles {
    private Uninterruptibles() {}

    interface Wait {
        void run() throws InterruptedException;
    }

    static void join(Thread thread) {
        uninterruptibly(thread::join);
    }

    /** Ends a process and waits until it is gone. */
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
