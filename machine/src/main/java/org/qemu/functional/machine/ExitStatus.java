package org.qemu.functional.machine;

import java.util.Map;

/**
 * How a process ended.
 *
 * @param code the exit status, 0 to 255, or the negative number of the signal that killed it
 */
public record ExitStatus(int code) {
    /** The JDK reports a signal as 0x80 plus its number, see ProcessImpl_md.c. */
    private static final int SIGNALED = 0x80;

    /** The highest signal number on Linux. */
    private static final int LAST_SIGNAL = 64;

    /** The number of the signal that asks a process to end. */
    public static final int SIGTERM = 15;

    static final int SIGKILL = 9;

    /** The signals that typically end QEMU, by their Linux numbers; see signal(7). */
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(5, "SIGTRAP"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(SIGKILL, "SIGKILL"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(14, "SIGALRM"),
                    Map.entry(SIGTERM, "SIGTERM"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(25, "SIGXFSZ"),
                    Map.entry(31, "SIGSYS"));

    /** Return the status of a process that has ended. */
    public static ExitStatus of(Process exited) {
        int value = exited.exitValue();
        boolean signaled = value > SIGNALED && value <= SIGNALED + LAST_SIGNAL;
        return new ExitStatus(signaled ? SIGNALED - value : value);
    }

    /** Return whether a signal ended the process. */
    public boolean signaled() {
        return code < 0;
    }

    /**
     * Return a description: {@code was killed by SIGSEGV (signal 11)} or {@code exited with status
     * 1}.
     */
    @Override
    public String toString() {
        if (!signaled()) {
            return "exited with status " + code;
        }
        String name = NAMES.get(-code);
        return name == null
                ? "was killed by signal " + -code
                : "was killed by %s (signal %d)".formatted(name, -code);
    }
}
