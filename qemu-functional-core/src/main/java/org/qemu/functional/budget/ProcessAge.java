package org.qemu.functional.budget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells how long ago this process was started, the time included in which it was a shell script or
 * was stopped.
 *
 * <p>Linux notes when a process and when a thread was started, in the same ticks (field 22 of
 * {@code stat} in proc(5)). The age is the start of a thread that starts now less that of the
 * process: no clock is read, so none that was set, shifted or replaced for a container is believed.
 */
final class ProcessAge {
    private static final int START_TIME = 22;

    /** The last field before which a name with spaces may stand. */
    private static final int STATE = 3;

    /** USER_HZ: 100 on all architectures that the harness runs on. */
    private static final long MILLIS_OF_TICK = 10;

    private ProcessAge() {}

    /** Return it, to a hundredth of a second; zero where there is no /proc. */
    static Duration now() {
        AtomicReference<Duration> age = new AtomicReference<>(Duration.ZERO);
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                age.set(
                                        between(
                                                Files.readString(Path.of("/proc/self/stat")),
                                                Files.readString(
                                                        Path.of("/proc/thread-self/stat"))));
                            } catch (IOException | RuntimeException e) {
                                // No Linux: the time until now is not known.
                            }
                        },
                        "process-age");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return age.get();
    }

    /** Return the time between the starts that two files {@code stat} tell. */
    static Duration between(String process, String thread) {
        long ticks = startTime(thread) - startTime(process);
        return Duration.ofMillis(Math.max(0, ticks) * MILLIS_OF_TICK);
    }

    private static long startTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[START_TIME - STATE]);
    }
}
