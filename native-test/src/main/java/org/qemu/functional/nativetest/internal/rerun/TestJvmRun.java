package org.qemu.functional.nativetest.internal.rerun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The run of a {@link TestJvm}.
 *
 * @param status the exit status, or {@link #TIMED_OUT}
 * @param folder the folder of its files
 * @param output what it printed
 */
public record TestJvmRun(int status, TestEventFile events, Path folder, Path output) {
    /** The status of a JVM that did not end in time. */
    public static final int TIMED_OUT = -1;

    static final String CRASH_REPORT = "hs_err.txt";

    private static final int LINES = 20;
    private static final int SIGNALS = 128;

    /** Names by number, for those that end a faulty program; signal(7). */
    private static final Map<Integer, String> NAMES =
            Map.of(
                    4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11,
                    "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

    /** Return whether the JVM was still running at its deadline. */
    public boolean timedOut() {
        return status == TIMED_OUT;
    }

    /** Return what the JVM wrote about its crash, or {@code null} if it did not crash. */
    public @Nullable CrashReport crashReport() throws IOException {
        Path file = folder.resolve(CRASH_REPORT);
        return Files.exists(file) ? CrashReport.parse(Files.readAllLines(file)) : null;
    }

    /** Describe the end of the JVM: {@code SIGSEGV}, {@code exit status 3}. */
    public String end() throws IOException {
        CrashReport crash = crashReport();
        if (crash != null) {
            return crash.signal();
        }
        if (timedOut()) {
            return "time-out";
        }
        String signal = NAMES.get(status - SIGNALS);
        return signal == null ? "exit status " + status : signal;
    }

    /** Return the last lines that the JVM printed, for a message. */
    public String lastLines() throws IOException {
        List<String> lines = Files.readString(output).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
