package org.qemu.functional.launch;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Ends a program whose time is up, whatever it does: a test has a watchdog of its own, but the
 * set-up of a class or the code between tests has none.
 */
final class ProgramWatch {
    private ProgramWatch() {}

    /**
     * Begin to watch.
     *
     * @param time from now on
     * @param action is told the reason
     */
    static void begin(Duration time, Consumer<String> action) {
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
    }
}
