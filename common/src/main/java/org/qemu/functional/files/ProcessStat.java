package org.qemu.functional.files;

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
public record ProcessStat(String state, String startTime) {
    private static final int STATE = 3;
    private static final int START_TIME = 22;

    /** Return what is known about a process; empty if there is none with this ID. */
    public static Optional<ProcessStat> of(long pid) {
        try {
            return Optional.of(
                    parse(Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Parse the content of such a file, which threads have, too. */
    public static ProcessStat parse(String stat) {
        // Field 2 is the name in parentheses, which may itself have blanks and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new ProcessStat(fields[0], fields[START_TIME - STATE]);
    }

    /** Return whether it has ended and its parent has not collected its status. */
    public boolean hasEnded() {
        return state.equals("Z") || state.equals("X");
    }
}
