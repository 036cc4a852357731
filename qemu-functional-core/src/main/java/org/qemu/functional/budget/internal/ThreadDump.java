package org.qemu.functional.budget.internal;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Dump the stack of every thread of this program. */
public final class ThreadDump {
    private ThreadDump() {}

    /** Return a block of lines for each thread, sorted by name. */
    public static String take() {
        return Thread.getAllStackTraces().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .map(ThreadDump::describe)
                .collect(Collectors.joining("\n"));
    }

    private static String describe(Map.Entry<Thread, StackTraceElement[]> entry) {
        return "\"%s\" %s%n%s"
                .formatted(
                        entry.getKey().getName(),
                        entry.getKey().getState(),
                        Stream.of(entry.getValue())
                                .map(frame -> "    at " + frame + "\n")
                                .collect(Collectors.joining()));
    }
}
