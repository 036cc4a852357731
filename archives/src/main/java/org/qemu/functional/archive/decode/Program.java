package org.qemu.functional.archive.decode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of the distribution that decodes from its standard input to its standard output.
 *
 * @param file its path
 */
record Program(Path file, List<String> arguments) {
    /** What would change how these programs work. */
    private static final List<String> VARIABLES =
            List.of("XZ_OPT", "XZ_DEFAULTS", "BZIP", "BZIP2", "LBZIP2", "GZIP", "ZSTD_NBTHREADS");

    /** Starts it; its standard input is the file if the slice is all of it, or else a pipe. */
    Process start(FileSlice packed) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(file.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        VARIABLES.forEach(builder.environment()::remove);
        if (packed.isWhole()) {
            builder.redirectInput(packed.file().toFile());
        }
        return builder.start();
    }
}
