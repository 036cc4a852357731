package org.qemu.functional.cache;

import java.nio.file.Path;
import java.util.Set;

/**
 * Looks for many files at once among those that processes have open or mapped: all of {@code /proc}
 * is read for the first, which takes a tenth of a second, and again once that is as long ago as the
 * reading took. So the answers are as old as those of a look for each file could be, and cost no
 * more than as much again as what is done between them. Not thread safe.
 */
public final class OpenFileSnapshot {
    private static final long LEAST_AGE = 20_000_000; // ns

    private Set<String> names = Set.of();
    private int read;
    private long goodUntil;

    /** Tells whether any process that may be looked at has the file open or in its memory. */
    public boolean isOpenOrMapped(Path file) {
        long begun = System.nanoTime();
        if (read == 0 || begun - goodUntil > 0) {
            names = OpenFiles.names();
            read++;
            long end = System.nanoTime();
            goodUntil = end + Math.max(LEAST_AGE, end - begun);
        }
        // By name first: a file of the cache has a name that no other file has.
        return names.contains(file.getFileName().toString()) && OpenFiles.isOpenOrMapped(file);
    }

    /** Returns how often all of {@code /proc} was read. */
    public int reads() {
        return read;
    }
}
