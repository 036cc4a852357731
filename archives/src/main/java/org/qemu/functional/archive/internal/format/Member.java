package org.qemu.functional.archive.internal.format;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.MemberName;
import org.qemu.functional.archive.internal.tar.Extent;

/**
 * The metadata of one member of an archive.
 *
 * @param named the name as stored in the archive
 * @param link the target of a link: as written for a symbolic link, a member's name for a hard link
 * @param mode permission bits and any other bits that the archive stores with them
 * @param size bytes of content, without the holes of a sparse file; -1 if it is known only after
 *     reading
 * @param extents where the content of a sparse file belongs, {@code null} for others
 * @param copyOf name of the member that this is a hard link to if both have the same content, which
 *     the archive stores for each; {@code null} for others
 */
public record Member(
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
     * Return the modification time in a form that can be set on a file, or {@code null} if there is
     * none. Java sets times before 1970 to 1970 unless they are whole seconds.
     */
    public @Nullable FileTime time() {
        if (modified == null) {
            return null;
        }
        return modified.getEpochSecond() < 0
                ? FileTime.from(modified.getEpochSecond(), TimeUnit.SECONDS)
                : FileTime.from(modified);
    }

    /** Return the decoded name. */
    public String name() {
        return named.text();
    }

    /** Return the same member under another name, without its link. */
    public Member renamed(String other) {
        return new Member(
                MemberName.ofText(other), kind, null, mode, size, modified, extents, null);
    }

    /** Return the same member as a hard link to another one. */
    Member linkedTo(Member file) {
        return new Member(named, Kind.HARD_LINK, file.name(), mode, 0, modified);
    }

    /** Return the same member as one that may turn out to be a hard link to another one. */
    Member maybeLinkedTo(Member file) {
        return new Member(named, kind, link, mode, size, modified, extents, file.name());
    }

    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device, FIFO or socket, which is never extracted. */
        SPECIAL;

        private static final int TYPE = 0170000;

        /** Return the kind for a POSIX mode; an unknown type is a file. */
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
