package org.qemu.functional.archive;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.tar.Extent;

/**
 * What an archive says of one of its members.
 *
 * @param name as it stands in the archive
 * @param link where a link points to: as written for a symbolic one, a member's name for a hard one
 * @param mode permission bits and whatever else the archive has beside them
 * @param size bytes of content, without the holes of a sparse file; -1 when they are known after
 *     reading only
 * @param extents where the content of a sparse file belongs, {@code null} for others
 */
record Member(
        String name,
        Kind kind,
        @Nullable String link,
        int mode,
        long size,
        @Nullable Instant modified,
        @Nullable List<Extent> extents) {
    Member(
            String name,
            Kind kind,
            @Nullable String link,
            int mode,
            long size,
            @Nullable Instant modified) {
        this(name, kind, link, mode, size, modified, null);
    }

    /** Returns the same as a file of another name. */
    Member renamed(String other) {
        return new Member(other, kind, null, mode, size, modified, extents);
    }

    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Device, FIFO, socket: what no test may be given. */
        SPECIAL
    }
}
