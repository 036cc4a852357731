package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which entries this process has found whole, and forgets those that changed since. */
public final class VerifiedEntries {
    private final Map<Path, FileIdentity> known = new ConcurrentHashMap<>();

    /** Tells whether the file is what it was when it was found whole. */
    public boolean contains(Path file) {
        FileIdentity then = known.get(file);
        if (then == null) {
            return false;
        }
        try {
            return then.equals(FileIdentity.of(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Remembers a file that was found whole. */
    public void add(Path file, FileIdentity identity) {
        known.put(file, identity);
    }
}
