package org.qemu.functional.machine.internal.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/stat} says about a process; see proc(5).
 *
 * @param state a letter, field 3
 * @param startTime when it started, in clock ticks since boot, field 22; together with the process
 *     ID it identifies a process until the next boot
 */
record ProcessStat(String state, String startTime) {
    private static final int STATE = 3;
    private static final int START_TIME = 22;

    /** Return what is known about a process; empty if there is none with this ID. */
    static Optional<ProcessStat> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
            // Field 2 is the name in parentheses, which may itself have blanks and parentheses.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new ProcessStat(fields[0], fields[START_TIME - STATE]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Return whether it has ended and its parent has not collected its status. */
    boolean hasEnded() {
        return state.equals("Z") || state.equals("X");
    }
}
