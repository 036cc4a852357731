package org.qemu.functional.archive;

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
import org.qemu.functional.archive.common.FailureReason;
import org.qemu.functional.archive.common.QuotedText;
import org.qemu.functional.archive.decode.Streams;
import org.qemu.functional.archive.tar.Extent;
import org.qemu.functional.logging.Log;

/** Writes a file beside its place and puts it there when it is whole, replacing what is there. */
final class AtomicFile {
    /** Most files are small: they need no more memory than this. */
    private static final int FIRST_CHUNK = 4096;

    private AtomicFile() {}

    /** What is set on the file before it appears; {@code null} leaves it as it is. */
    record Attributes(@Nullable Set<PosixFilePermission> mode, @Nullable FileTime modified) {
        static final Attributes DEFAULT = new Attributes(null, null);
    }

    /**
     * Writes content.
     *
     * @param extents where the content belongs, ascending; {@code null} for one piece
     */
    static void write(
            Path target,
            InputStream content,
            @Nullable List<Extent> extents,
            Attributes attributes,
            ExtractionQuota budget)
            throws IOException {
        Path part = partOf(target);
        try {
            copy(content, extents, part, budget);
            putInPlace(part, target, attributes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Returns a name beside a file for what is not yet whole. */
    static Path partOf(Path target) {
        return target.resolveSibling(".part-" + UUID.randomUUID());
    }

    private static void copy(
            InputStream content, @Nullable List<Extent> extents, Path part, ExtractionQuota budget)
            throws IOException {
        byte[] chunk = new byte[FIRST_CHUNK];
        try (SparseFile out = new SparseFile(part, budget)) {
            if (extents == null) {
                copy(content, Long.MAX_VALUE, chunk, out, budget);
            } else {
                for (Extent extent : extents) {
                    out.skip(extent.offset() - out.position());
                    copy(content, extent.offset() + extent.size(), chunk, out, budget);
                }
                if (content.read() >= 0) {
                    throw new IOException("there is more than its map tells of");
                }
            }
            out.finish();
        }
    }

    private static void copy(
            InputStream content, long end, byte[] first, SparseFile out, ExtractionQuota budget)
            throws IOException {
        int n = 1;
        byte[] chunk = first;
        while (n > 0 && out.position() < end) {
            // Full chunks lie on the pages of the file.
            long room = chunk.length - out.position() % chunk.length;
            n = content.readNBytes(chunk, 0, (int) Math.min(room, end - out.position()));
            budget.content(n);
            out.write(chunk, n);
            if (n == FIRST_CHUNK && chunk == first) {
                chunk = new byte[Streams.CHUNK];
            }
        }
    }

    /** Sets a time if it can be set: no file is worth less for want of it. */
    private static void setTime(Path file, FileTime time) {
        try {
            Files.setLastModifiedTime(file, time);
        } catch (IOException | IllegalArgumentException e) {
            Log.of("qemu.archive").warn("a time is left out: {}", FailureReason.of(e));
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
