package org.qemu.functional.archive.internal.decode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of the distribution that decodes from standard input to standard output.
 *
 * @param file its path
 */
record Program(Path file, List<String> arguments) {
    /** Environment variables that would change the behavior of these programs. */
    private static final List<String> VARIABLES =
            List.of("XZ_OPT", "XZ_DEFAULTS", "BZIP", "BZIP2", "LBZIP2", "GZIP", "ZSTD_NBTHREADS");

    /**
     * Start the program. Its standard input is the file if the slice is the entire file, else a
     * pipe.
     */
    Process start(FileSlice packed) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(file.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        VARIABLES.forEach(builder.environment()::remove);
        if (packed.isEntireFile()) {
            builder.redirectInput(packed.file().toFile());
        }
        return builder.start();
    }
}
