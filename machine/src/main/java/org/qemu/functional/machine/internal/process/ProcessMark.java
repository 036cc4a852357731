package org.qemu.functional.machine.internal.process;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An environment variable that marks a process started by this program. All processes that it forks
 * inherit the variable, so that they can be found even when they have another session and parent.
 *
 * @param value a value unique to this program and this process
 */
public record ProcessMark(String value) {
    static final String VARIABLE = "QEMU_TEST_STARTED_BY";

    /** The start time distinguishes this program from a later one with the same process ID. */
    private static final String PROGRAM =
            ProcessHandle.current().pid()
                    + "."
                    + Long.toString(
                            ProcessHandle.current()
                                            .info()
                                            .startInstant()
                                            .map(start -> start.toEpochMilli())
                                            .orElse(0L)
                                    ^ System.nanoTime(),
                            Character.MAX_RADIX)
                    + ".";

    private static final AtomicLong LAST = new AtomicLong();

    /** Return a mark for the next process. */
    public static ProcessMark next() {
        return new ProcessMark(PROGRAM + LAST.incrementAndGet() + ".");
    }

    /**
     * Return the common prefix of the marks of all processes of this program, as found in an
     * environment.
     */
    static String ofProgram() {
        return VARIABLE + "=" + PROGRAM;
    }

    public void putInto(ProcessBuilder builder) {
        builder.environment().put(VARIABLE, value);
    }

    /** Return the variable and its value as found in an environment. */
    String entry() {
        return VARIABLE + "=" + value;
    }
}
