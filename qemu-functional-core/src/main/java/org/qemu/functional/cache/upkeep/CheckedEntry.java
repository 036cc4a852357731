package org.qemu.functional.cache.upkeep;

import java.nio.file.Path;

/**
 * What a check found of one entry.
 *
 * @param detail "" if there is nothing to say
 */
public record CheckedEntry(String hash, Path file, long bytes, State state, String detail) {
    /** What it is. */
    public enum State {
        /** Its content is what its name says. */
        WHOLE,
        /** Its content is something else. */
        DAMAGED,
        /** It cannot be read. */
        UNREADABLE,
        /** It was removed, or is being fetched anew, since the check began. */
        CHANGING
    }

    static CheckedEntry of(StoredEntry entry, State state, String detail) {
        return new CheckedEntry(entry.hash(), entry.file(), entry.bytes(), state, detail);
    }
}
