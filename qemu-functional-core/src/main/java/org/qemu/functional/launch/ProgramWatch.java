package org.qemu.functional.launch;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * End a program at its timeout in any case: each test has a watchdog, but the set-up of a class and
 * the code between tests have none.
 */
final class ProgramWatch {
    private final Thread thread;

    private ProgramWatch(Thread thread) {
        this.thread = thread;
    }

    /**
     * Start to watch.
     *
     * @param time the time limit from now on
     * @param action receives the reason
     */
    static ProgramWatch begin(Duration time, Consumer<String> action) {
        long end = System.nanoTime() + time.toNanos();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
                                action.accept("the program's time is up (QEMU_TEST_TIMEOUT)");
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "program-watch");
        thread.setDaemon(true);
        thread.start();
        return new ProgramWatch(thread);
    }

    /** Stop to watch: the tests have ended. */
    void end() {
        thread.interrupt();
    }
}
