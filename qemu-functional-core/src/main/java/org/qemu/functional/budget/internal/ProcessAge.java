package org.qemu.functional.budget.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.qemu.functional.files.ProcessStat;

/**
 * Determine how long ago this process was started, including the time in which it was a shell
 * script or was stopped.
 *
 * <p>Linux records the start of each process and each thread in the same ticks (field 22 of {@code
 * stat} in proc(5)). The age is the start of a new thread minus that of the process. No clock is
 * read, so that the result is correct even if the clock was set, shifted or replaced for a
 * container.
 */
final class ProcessAge {
    /** 1000 / USER_HZ, which is 100 on all architectures that the harness runs on. */
    private static final long MILLIS_OF_TICK = 10;

    private ProcessAge() {}

    /** Return the age, with a precision of a hundredth of a second; zero if there is no /proc. */
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
                                // Not Linux: the age is unknown.
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

    /** Return the time between the starts in two {@code stat} files. */
    static Duration between(String process, String thread) {
        long ticks = startTime(thread) - startTime(process);
        return Duration.ofMillis(Math.max(0, ticks) * MILLIS_OF_TICK);
    }

    private static long startTime(String stat) {
        return Long.parseLong(ProcessStat.parse(stat).startTime());
    }
}
