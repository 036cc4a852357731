package org.qemu.functional.archive.internal.tar;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.MemberName;

/**
 * The metadata of one member of a tar.
 *
 * @param type the type flag of POSIX, such as {@code '5'} for a folder; {@code '0'} for all that
 *     are read as files
 * @param link the target of a link, empty for others
 * @param stored number of bytes of content in the archive, without holes
 * @param modified {@code null} if the archive does not contain it
 * @param extents where the content belongs in a sparse file, ascending and ending with the file's
 *     size; {@code null} for a file that is not sparse
 */
public record TarEntry(
        MemberName name,
        char type,
        String link,
        int mode,
        @Nullable Instant modified,
        long stored,
        @Nullable List<Extent> extents) {}
