package org.qemu.functional.asset.internal.maintenance.evict;

import java.nio.file.Path;

/**
 * An item selected for removal, and the outcome.
 *
 * @param bytes its size, including files extracted from it
 * @param why why it was selected, was kept, or could not be removed
 * @param url where it came from, "" if that is not known
 */
public record EvictedItem(
        Kind kind, Path path, long bytes, Outcome outcome, String why, String url) {
    EvictedItem(Kind kind, Path path, long bytes, Outcome outcome, String why) {
        this(kind, path, bytes, outcome, why, "");
    }

    /** The kind of an item. */
    public enum Kind {
        /** An asset with its stamp, its record and the files extracted from it. */
        ENTRY,
        /** An abandoned download. */
        DOWNLOAD,
        /** The part of a download that was kept to be resumed. */
        PART,
        /** Files extracted from an entry that no longer exists. */
        UNPACKED,
        /** A damaged entry that was kept for inspection. */
        QUARANTINE,
        /** A stamp or record whose entry no longer exists. */
        LEFTOVER
    }

    /** The outcome of a removal. */
    public enum Outcome {
        /** It was removed, or would be in a dry run. */
        REMOVED,
        /** It was kept because it is in use. */
        IN_USE,
        /** Another process had removed it. */
        GONE,
        /** It could not be removed. */
        FAILED
    }

    EvictedItem as(Outcome other, String reason) {
        return new EvictedItem(kind, path, bytes, other, reason, url);
    }
}
