package org.qemu.functional.launch;

import java.util.Map;
import java.util.Optional;

/**
 * Find the caller of {@code System.exit} while the program exits because of it.
 *
 * @param thread the thread that called it
 * @param place the location of the call
 */
record ExitCaller(Thread thread, String place) {
    /** Return the caller; empty if the program ends for another reason, such as a signal. */
    static Optional<ExitCaller> find() {
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            StackTraceElement[] frames = entry.getValue();
            for (int i = 0; i < frames.length; i++) {
                if (isExit(frames[i])) {
                    return Optional.of(new ExitCaller(entry.getKey(), caller(frames, i)));
                }
            }
        }
        return Optional.empty();
    }

    String reason() {
        return "System.exit was called by "
                + place
                + ", which ends the program with all its tests; to make a test"
                + " fail, throw an exception";
    }

    /** Return whether a frame is that of System.exit. A signal calls only the methods below it. */
    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit");
    }

    private static String caller(StackTraceElement[] frames, int exit) {
        for (int i = exit + 1; i < frames.length; i++) {
            if (!frames[i].getClassName().equals("java.lang.System")) {
                return "%s.%s (%s:%d)"
                        .formatted(
                                frames[i].getClassName(),
                                frames[i].getMethodName(),
                                frames[i].getFileName(),
                                frames[i].getLineNumber());
            }
        }
        return "an unknown place";
    }
}
