package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.FileIdentity;

/**
 * The file {@code <hash>.download} while this process fills it. Its existence keeps QEMU's
 * framework from downloading the same asset. It is therefore created only in a way that fails if it
 * exists, after waiting for an existing one or finding it abandoned.
 *
 * <p>The origin of its bytes is recorded in {@code resume/<hash>}; if the transfer fails, the bytes
 * are kept in {@code resume/<hash>.part} for the next attempt.
 */
public final class DownloadFile implements AutoCloseable {
    private static final int CHUNK = 1 << 18;

    private final CacheEntry entry;
    private final PartialDownload partial;
    private final FileChannel channel;
    private final FileIdentity identity;
    private @Nullable ResumeInfo origin;

    DownloadFile(CacheEntry entry, PartialDownload partial, FileChannel channel)
            throws IOException {
        this.entry = entry;
        this.partial = partial;
        this.channel = channel;
        this.identity = FileIdentity.of(entry.download());
        channel.position(channel.size());
        origin = channel.size() == 0 ? null : partial.origin();
    }

    /** Return the current size in bytes. */
    public long size() throws IOException {
        return channel.size();
    }

    /** Return the origin of the bytes, or {@code null} if it is not known. */
    public @Nullable ResumeInfo origin() {
        return origin;
    }

    /** Update the digest with the existing bytes. */
    public void readBack(MessageDigest digest) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long at = 0;
        for (int n = channel.read(chunk, at); n > 0; n = channel.read(chunk, at)) {
            digest.update(chunk.array(), 0, n);
            at += n;
            chunk.clear();
        }
    }

    /** Return the folder of the file. */
    public Path folder() {
        return entry.download().toAbsolutePath().getParent();
    }

    /** Open the existing content at its beginning. Close the stream before writing more. */
    public InputStream open() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = channel.read(ByteBuffer.wrap(buffer, offset, length), at);
                at += Math.max(n, 0);
                return n;
            }
        };
    }

    /** Converts one stream to another. */
    @FunctionalInterface
    public interface Rewriter {
        /** Return the new content of the file, made from the existing content. */
        InputStream of(InputStream before) throws IOException;
    }

    /** Replace the content; the result cannot be resumed. */
    public void rewrite(Rewriter rewriter) throws IOException {
        Path copy = partial.part().resolveSibling(".encoded-" + UUID.randomUUID());
        Files.createDirectories(copy.getParent());
        try {
            try (InputStream in = open()) {
                Files.copy(in, copy);
            }
            restart(null);
            byte[] chunk = new byte[CHUNK];
            try (InputStream raw = Files.newInputStream(copy);
                    InputStream in = rewriter.of(raw)) {
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    write(ByteBuffer.wrap(chunk, 0, n));
                }
            }
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** Append bytes. */
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Discard the content, before another attempt.
     *
     * @param from the origin of the bytes to come, {@code null} if they could not be resumed
     */
    public void restart(@Nullable ResumeInfo from) throws IOException {
        // In this order: an origin without bytes is harmless, bytes with a wrong origin are not.
        partial.forgetOrigin();
        channel.truncate(0);
        channel.position(0);
        if (from != null) {
            partial.remember(from);
        }
        origin = from;
    }

    /**
     * Rename the file to become the entry. It is flushed to the disk before, because its size and
     * times are trusted once it has that name.
     *
     * @return the identity of the entry, or {@code null} if it is not the file written here,
     *     because QEMU's framework stopped waiting and put its own file there
     */
    public @Nullable FileIdentity commit(String url) throws IOException {
        channel.force(true);
        channel.close();
        if (!isOurs(entry.download())) {
            return null;
        }
        entry.seal(url);
        try {
            Files.move(entry.download(), entry.file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException | AtomicMoveNotSupportedException e) {
            return null;
        }
        partial.forgetOrigin();
        FileIdentity now = FileIdentity.of(entry.file());
        return now.sameFileAs(identity) ? now : null;
    }

    /** Remove the file unless it has become the entry; keep a part that can be resumed. */
    @Override
    public void close() throws IOException {
        boolean worthKeeping = channel.isOpen() && origin != null && channel.size() > 0;
        channel.close();
        if (!isOurs(entry.download())) {
            return;
        }
        if (worthKeeping) {
            partial.keep(entry.download());
        } else {
            partial.forgetOrigin();
            Files.deleteIfExists(entry.download());
        }
    }

    private boolean isOurs(Path file) throws IOException {
        FileIdentity now = FileIdentity.ofExisting(file);
        return now != null && now.sameFileAs(identity);
    }
}
