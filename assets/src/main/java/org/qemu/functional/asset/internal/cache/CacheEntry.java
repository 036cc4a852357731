package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import org.qemu.functional.logging.Log;
import org.qemu.functional.text.SafeText;

/**
 * The files of one hash in the cache folder.
 *
 * <p>Names, contents, modes and attributes are those of QEMU's framework
 * (tests/functional/qemu_test/asset.py), which uses the same folder.
 */
public record CacheEntry(Path file, Path stamp, Path download) {
    private static final Log LOG = Log.of("qemu.asset");

    public static CacheEntry of(Path directory, String hash) {
        return new CacheEntry(
                directory.resolve(hash),
                directory.resolve(hash + ".stamp"),
                directory.resolve(hash + ".download"));
    }

    /** Return whether there is a file, intact or not. */
    public boolean exists() {
        return Files.isRegularFile(file);
    }

    /**
     * Record the time of this use, which determines the age of an entry. Nothing is recorded in a
     * read-only cache.
     */
    public void touch(Instant now) {
        byte[] text = Long.toString(now.getEpochSecond()).getBytes(StandardCharsets.US_ASCII);
        // Overwrite in a single write instead of truncating first: QEMU's clean-up may read it at
        // any time and fails on an empty one. RandomAccessFile is a class that the JVM has already
        // loaded.
        try (RandomAccessFile file = new RandomAccessFile(stamp.toString(), "rw")) {
            file.write(text);
            file.setLength(text.length);
        } catch (IOException e) {
            LOG.debug("cannot write " + stamp, e);
        }
    }

    /** Set the attributes of a finished download and make it read-only. */
    void seal(String url) throws IOException {
        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(download, UserDefinedFileAttributeView.class);
        if (attributes != null) {
            try {
                attributes.write("qemu-asset-url", utf8(SafeText.line(url)));
                attributes.write("qemu-asset-hash", utf8(file.getFileName().toString()));
            } catch (FileSystemException e) {
                LOG.debug(download + " cannot have extended attributes", e);
            }
        }
        Files.setPosixFilePermissions(download, PosixFilePermissions.fromString("r--r-----"));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
