package org.qemu.functional.machine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A variable in the environment of a process that this program starts. All that the process forks
 * inherits it, so it can be found even when it has a session and a parent of its own.
 *
 * @param value names this program, so that no other has the same, and the process
 */
record ProcessMark(String value) {
    static final String VARIABLE = "QEMU_TEST_STARTED_BY";

    /** A program that has this one's process ID later has another start time. */
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

    /** Return the mark of the next process. */
    static ProcessMark next() {
        return new ProcessMark(PROGRAM + LAST.incrementAndGet() + ".");
    }

    /**
     * Return the start of the marks of all processes of this program, as it is in an environment.
     */
    static String ofProgram() {
        return VARIABLE + "=" + PROGRAM;
    }

    void putInto(ProcessBuilder builder) {
        builder.environment().put(VARIABLE, value);
    }

    /** Return the variable and its value as they are in an environment. */
    String entry() {
        return VARIABLE + "=" + value;
    }
}
