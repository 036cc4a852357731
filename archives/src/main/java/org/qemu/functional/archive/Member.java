package org.qemu.functional.archive;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.common.MemberName;
import org.qemu.functional.archive.tar.Extent;

/**
 * What an archive says of one of its members.
 *
 * @param named as it stands in the archive
 * @param link where a link points to: as written for a symbolic one, a member's name for a hard one
 * @param mode permission bits and whatever else the archive has beside them
 * @param size bytes of content, without the holes of a sparse file; -1 when they are known after
 *     reading only
 * @param extents where the content of a sparse file belongs, {@code null} for others
 * @param copyOf name of the member that this is a hard link to if both have the same content, which
 *     the archive has for each; {@code null} for others
 */
record Member(
        MemberName named,
        Kind kind,
        @Nullable String link,
        int mode,
        long size,
        @Nullable Instant modified,
        @Nullable List<Extent> extents,
        @Nullable String copyOf) {
    Member(
            MemberName named,
            Kind kind,
            @Nullable String link,
            int mode,
            long size,
            @Nullable Instant modified) {
        this(named, kind, link, mode, size, modified, null, null);
    }

    /**
     * Returns the time as a file can get it, {@code null} if there is none: Java sets times before
     * 1970 to 1970 unless they are of whole seconds.
     */
    @Nullable FileTime time() {
        if (modified == null) {
            return null;
        }
        return modified.getEpochSecond() < 0
                ? FileTime.from(modified.getEpochSecond(), TimeUnit.SECONDS)
                : FileTime.from(modified);
    }

    /** Returns the name in characters. */
    String name() {
        return named.text();
    }

    /** Returns the same under another name, without its link. */
    Member renamed(String other) {
        return new Member(
                MemberName.ofText(other), kind, null, mode, size, modified, extents, null);
    }

    /** Returns the same as a hard link to another member. */
    Member linkedTo(Member file) {
        return new Member(named, Kind.HARD_LINK, file.name(), mode, 0, modified);
    }

    /** Returns the same as one that may turn out to be a hard link to another member. */
    Member maybeLinkedTo(Member file) {
        return new Member(named, kind, link, mode, size, modified, extents, file.name());
    }

    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Device, FIFO, socket: what no test may be given. */
        SPECIAL;

        private static final int TYPE = 0170000;

        /** Returns what a mode of POSIX tells; what it does not tell is a file. */
        static Kind of(int mode) {
            return switch (mode & TYPE) {
                case 0040000 -> DIRECTORY;
                case 0120000 -> SYMBOLIC_LINK;
                case 0010000, 0020000, 0060000, 0140000 -> SPECIAL;
                default -> FILE;
            };
        }
    }
}
