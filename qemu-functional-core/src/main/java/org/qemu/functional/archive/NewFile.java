package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a file beside its place and puts it there when it is whole, replacing what is there. */
final class NewFile {
    private NewFile() {}

    /** What is set on the file before it appears; {@code null} leaves it as it is. */
    record Attributes(@Nullable Set<PosixFilePermission> mode, @Nullable FileTime modified) {
        static final Attributes DEFAULT = new Attributes(null, null);
    }

    static void write(Path target, InputStream content, Attributes attributes) throws IOException {
        Path part = target.resolveSibling(".part-" + UUID.randomUUID());
        try {
            copy(content, part);
            putInPlace(part, target, attributes);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(InputStream content, Path part) throws IOException {
        byte[] chunk = new byte[Streams.CHUNK];
        try (FileChannel out = create(part)) {
            for (int n = content.read(chunk); n >= 0; n = content.read(chunk)) {
                try {
                    ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                } catch (IOException e) {
                    throw new DiskException(part, e);
                }
            }
        }
    }

    private static FileChannel create(Path part) throws DiskException {
        try {
            return FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new DiskException(part, e);
        }
    }

    private static void putInPlace(Path part, Path target, Attributes attributes)
            throws IOException {
        try {
            if (attributes.modified != null) {
                Files.setLastModifiedTime(part, attributes.modified);
            }
            if (attributes.mode != null) {
                Files.setPosixFilePermissions(part, attributes.mode);
            }
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException("'%s' is a folder already".formatted(target));
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new DiskException(target, e);
        }
    }
}
