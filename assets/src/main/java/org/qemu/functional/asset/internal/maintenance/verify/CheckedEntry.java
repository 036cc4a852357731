package org.qemu.functional.asset.internal.maintenance.verify;

import java.nio.file.Path;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;

/**
 * The result of checking one entry.
 *
 * @param url where it came from, "unknown" if that is not known
 * @param detail "" if there are no details
 */
public record CheckedEntry(
        String hash, Path file, String url, long bytes, State state, String detail) {
    /** The state of an entry. */
    public enum State {
        /** Its content has the hash in its name. */
        WHOLE,
        /** Its content has another hash. */
        DAMAGED,
        /** It cannot be read. */
        UNREADABLE,
        /** It was removed, or is being downloaded again, since the check began. */
        CHANGING
    }

    static CheckedEntry of(StoredEntry entry, String url, State state, String detail) {
        return new CheckedEntry(entry.hash(), entry.file(), url, entry.bytes(), state, detail);
    }
}
