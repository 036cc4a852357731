package org.qemu.functional.maintenance;

import java.nio.file.Path;

/**
 * What a check found of one entry.
 *
 * @param url where it came from, "unknown" if nobody knows
 * @param detail "" if there is nothing to say
 */
public record CheckedEntry(
        String hash, Path file, String url, long bytes, State state, String detail) {
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

    static CheckedEntry of(StoredEntry entry, String url, State state, String detail) {
        return new CheckedEntry(entry.hash(), entry.file(), url, entry.bytes(), state, detail);
    }
}
