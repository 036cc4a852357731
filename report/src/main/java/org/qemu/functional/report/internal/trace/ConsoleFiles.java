package org.qemu.functional.report.internal.trace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a console, relative to the folder of the test.
 *
 * @param vm the name of the machine
 * @param name the name of the console
 * @param log the log with a time for each line, which may be missing
 * @param cast the recording as asciicast, which may be missing
 */
public record ConsoleFiles(String vm, String name, @Nullable String log, @Nullable String cast) {
    private static final String PREFIX = "console";

    /** Return the console that has a file of this name as its log or recording, if any. */
    public static Optional<ConsoleFiles> named(String file) {
        String stem = file.replaceFirst("\\.(log|cast)$", "");
        if (stem.equals(file) || !stem.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String rest = stem.substring(PREFIX.length());
        if (rest.isEmpty()) {
            return Optional.of(of("default", PREFIX, stem));
        }
        if (!rest.startsWith("-")) {
            return Optional.empty();
        }
        int separator = rest.indexOf('-', 1);
        return Optional.of(
                separator < 0
                        ? of("default", rest.substring(1), stem)
                        : of(rest.substring(1, separator), rest.substring(separator + 1), stem));
    }

    private static ConsoleFiles of(String vm, String name, String stem) {
        return new ConsoleFiles(vm, name, stem + ".log", stem + ".cast");
    }
}
