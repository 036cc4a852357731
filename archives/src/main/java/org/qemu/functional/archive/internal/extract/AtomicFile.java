package org.qemu.functional.archive.internal.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.DiskException;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.FailureReason;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;
import org.qemu.functional.archive.internal.decode.Streams;
import org.qemu.functional.archive.internal.tar.Extent;
import org.qemu.functional.logging.Log;

/**
 * Writes a file under a temporary name beside its target and renames it when it is complete,
 * replacing an existing file.
 */
public final class AtomicFile {
    /** Most files are small and need no larger buffer. */
    private static final int FIRST_CHUNK = 4096;

    private AtomicFile() {}

    /** Attributes to set on the file before it appears; {@code null} leaves one unchanged. */
    public record Attributes(@Nullable Set<PosixFilePermission> mode, @Nullable FileTime modified) {
        public static final Attributes DEFAULT = new Attributes(null, null);
    }

    /**
     * Write content to a file.
     *
     * @param extents where the content belongs, ascending; {@code null} for one piece
     */
    public static void write(
            Path target,
            InputStream content,
            @Nullable List<Extent> extents,
            Attributes attributes,
            ExtractionQuota quota)
            throws IOException {
        Path part = partOf(target);
        try {
            copy(content, extents, part, quota);
            putInPlace(part, target, attributes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Return a name beside a file for its content until it is complete. */
    static Path partOf(Path target) {
        return target.resolveSibling(".part-" + UUID.randomUUID());
    }

    private static void copy(
            InputStream content, @Nullable List<Extent> extents, Path part, ExtractionQuota quota)
            throws IOException {
        byte[] chunk = new byte[FIRST_CHUNK];
        try (SparseFile out = new SparseFile(part, quota)) {
            if (extents == null) {
                copy(content, Long.MAX_VALUE, chunk, out, quota);
            } else {
                for (Extent extent : extents) {
                    out.skip(extent.offset() - out.position());
                    copy(content, extent.offset() + extent.size(), chunk, out, quota);
                }
                if (content.read() >= 0) {
                    throw new IOException("it has more content than its sparse map declares");
                }
            }
            out.finish();
        }
    }

    private static void copy(
            InputStream content, long end, byte[] first, SparseFile out, ExtractionQuota quota)
            throws IOException {
        int n = 1;
        byte[] chunk = first;
        while (n > 0 && out.position() < end) {
            // Align full chunks with the pages of the file.
            long room = chunk.length - out.position() % chunk.length;
            n = content.readNBytes(chunk, 0, (int) Math.min(room, end - out.position()));
            quota.content(n);
            out.write(chunk, n);
            if (n == FIRST_CHUNK && chunk == first) {
                chunk = new byte[Streams.CHUNK];
            }
        }
    }

    /** Set a time if possible. A failure is only logged: the file is usable without it. */
    private static void setTime(Path file, FileTime time) {
        try {
            Files.setLastModifiedTime(file, time);
        } catch (IOException | IllegalArgumentException e) {
            Log.of("qemu.archive").warn("cannot set the time of a file: {}", FailureReason.of(e));
        }
    }

    private static void putInPlace(Path part, Path target, Attributes attributes)
            throws IOException {
        try {
            if (attributes.modified != null) {
                setTime(part, attributes.modified);
            }
            if (attributes.mode != null) {
                Files.setPosixFilePermissions(part, attributes.mode);
            }
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnsafeMemberException(
                        "'%s' is a folder already".formatted(QuotedText.name(target.toString())));
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (UnsafeMemberException e) {
            throw e;
        } catch (IOException e) {
            throw new DiskException(target, e);
        }
    }
}
