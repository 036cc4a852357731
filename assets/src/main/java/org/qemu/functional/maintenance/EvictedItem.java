package org.qemu.functional.maintenance;

import java.nio.file.Path;

/**
 * One thing that was to go, and what became of it.
 *
 * @param bytes that it took, with what was unpacked from it
 * @param why it was to go, or was left, or could not be removed
 * @param url where it came from, "" if that is not known
 */
public record EvictedItem(
        Kind kind, Path path, long bytes, Outcome outcome, String why, String url) {
    EvictedItem(Kind kind, Path path, long bytes, Outcome outcome, String why) {
        this(kind, path, bytes, outcome, why, "");
    }

    /** What it was. */
    public enum Kind {
        /** An asset with its stamp, its record and what was unpacked from it. */
        ENTRY,
        /** A download that nobody goes on with. */
        DOWNLOAD,
        /** The part of a torn download that was kept to go on with. */
        PART,
        /** What was unpacked from an entry that is no more. */
        UNPACKED,
        /** A damaged entry that was kept for inspection. */
        QUARANTINE,
        /** A stamp or record whose entry is no more. */
        LEFTOVER
    }

    /** What became of it. */
    public enum Outcome {
        /** It is gone; in a dry run, it would be. */
        REMOVED,
        /** Somebody uses it, so it stays. */
        IN_USE,
        /** Somebody else had removed it. */
        GONE,
        /** It could not be removed. */
        FAILED
    }

    EvictedItem as(Outcome other, String reason) {
        return new EvictedItem(kind, path, bytes, other, reason, url);
    }
}
