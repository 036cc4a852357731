package org.qemu.functional.asset.internal.cache;

import java.nio.file.Path;
import java.util.Set;

/**
 * Checks for many files whether processes have them open or mapped. All of {@code /proc} is read
 * for the first file, which takes a tenth of a second, and again once the last reading is older
 * than it took. So the answers are as recent as those of a separate check for each file could be,
 * and the checks at most double the time of the work between them. Not thread-safe.
 */
public final class OpenFileSnapshot {
    private static final long LEAST_AGE = 20_000_000; // ns

    private Set<String> names = Set.of();
    private int read;
    private long goodUntil;

    /** Return whether any visible process has the file open or mapped. */
    public boolean isOpenOrMapped(Path file) {
        long begun = System.nanoTime();
        if (read == 0 || begun - goodUntil > 0) {
            names = OpenFiles.names();
            read++;
            long end = System.nanoTime();
            goodUntil = end + Math.max(LEAST_AGE, end - begun);
        }
        // Compare names first: no other file has the name of a file in the cache.
        return names.contains(file.getFileName().toString()) && OpenFiles.isOpenOrMapped(file);
    }

    /** Return how often all of {@code /proc} was read. */
    public int reads() {
        return read;
    }
}
