package org.qemu.functional.cache;

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
 * The file {@code <hash>.download} while this process fills it. Its being there is what keeps
 * QEMU's framework from fetching the same asset, so it never appears but by a step that fails when
 * it is there, after one that is in the way has been waited for or found abandoned.
 *
 * <p>What is known of where its bytes come from is in {@code resume/<hash>}; when the transfer
 * fails, the bytes go to {@code resume/<hash>.part} until somebody tries again.
 */
public final class DownloadFile implements AutoCloseable {
    private static final int CHUNK = 1 << 18;

    private final CacheEntry entry;
    private final PartialDownload torn;
    private final FileChannel channel;
    private final FileIdentity identity;
    private @Nullable ResumeInfo origin;

    DownloadFile(CacheEntry entry, PartialDownload torn, FileChannel channel) throws IOException {
        this.entry = entry;
        this.torn = torn;
        this.channel = channel;
        this.identity = FileIdentity.of(entry.download());
        channel.position(channel.size());
        origin = channel.size() == 0 ? null : torn.origin();
    }

    /** Returns how many bytes are there. */
    public long size() throws IOException {
        return channel.size();
    }

    /** Returns where they come from, {@code null} if that is not known. */
    public @Nullable ResumeInfo origin() {
        return origin;
    }

    /** Feeds the digest with the bytes that are there. */
    public void readBack(MessageDigest digest) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long at = 0;
        for (int n = channel.read(chunk, at); n > 0; n = channel.read(chunk, at)) {
            digest.update(chunk.array(), 0, n);
            at += n;
            chunk.clear();
        }
    }

    /** Returns the folder that it is in. */
    public Path folder() {
        return entry.download().toAbsolutePath().getParent();
    }

    /** Opens what is there, from its beginning; to be closed before anything more is written. */
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

    /** Makes one stream of another. */
    @FunctionalInterface
    public interface Rewriter {
        /** Returns what the file is to hold, made of what it holds. */
        InputStream of(InputStream before) throws IOException;
    }

    /** Puts something else in the place of what is there, which cannot be gone on with then. */
    public void rewrite(Rewriter rewriter) throws IOException {
        Path copy = torn.part().resolveSibling(".encoded-" + UUID.randomUUID());
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

    /** Appends the bytes. */
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Forgets what has been written, for another try.
     *
     * @param from where the bytes to come are from, {@code null} if they could not be gone on with
     */
    public void restart(@Nullable ResumeInfo from) throws IOException {
        // In this order: an origin without bytes does no harm, bytes of another origin would.
        torn.forgetOrigin();
        channel.truncate(0);
        channel.position(0);
        if (from != null) {
            torn.remember(from);
        }
        origin = from;
    }

    /**
     * Makes the file the entry. It is on the disk before it has the name, for from then on its size
     * and times are believed.
     *
     * @return what the entry is now, or {@code null} when it is not what was written here, because
     *     QEMU's framework lost patience and put its own in the place
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
        torn.forgetOrigin();
        FileIdentity now = FileIdentity.of(entry.file());
        return now.sameFileAs(identity) ? now : null;
    }

    /** Takes the file away unless it has become the entry; keeps what can be gone on with. */
    @Override
    public void close() throws IOException {
        boolean worthKeeping = channel.isOpen() && origin != null && channel.size() > 0;
        channel.close();
        if (!isOurs(entry.download())) {
            return;
        }
        if (worthKeeping) {
            torn.keep(entry.download());
        } else {
            torn.forgetOrigin();
            Files.deleteIfExists(entry.download());
        }
    }

    private boolean isOurs(Path file) throws IOException {
        FileIdentity now = FileIdentity.ofExisting(file);
        return now != null && now.sameFileAs(identity);
    }
}
