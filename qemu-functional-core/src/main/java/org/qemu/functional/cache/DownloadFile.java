package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code <hash>.download} while this process fills it. Its being there is what keeps
 * QEMU's framework from fetching the same asset, so it is always created anew, by the same {@code
 * O_EXCL}, after one that is in the way has been waited for or found abandoned.
 */
public final class DownloadFile implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Looks after which QEMU's framework takes a download that does not grow for dead. */
    private static final int PATIENCE = 90;

    private final CacheEntry entry;
    private final FileChannel channel;
    private final FileIdentity identity;

    private DownloadFile(CacheEntry entry, FileChannel channel, FileIdentity identity) {
        this.entry = entry;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Creates the file; for a caller who has the {@link CacheLock}.
     *
     * @return the file, or {@code null} when QEMU's framework has brought the entry meanwhile
     */
    public static @Nullable DownloadFile create(CacheEntry entry, Pause pause)
            throws IOException, InterruptedException {
        Look before = null;
        while (true) {
            try {
                FileChannel channel =
                        FileChannel.open(
                                entry.download(),
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE);
                return new DownloadFile(entry, channel, FileIdentity.of(entry.download()));
            } catch (FileAlreadyExistsException e) {
                Look now = Look.at(entry.download(), before);
                if (now == null) {
                    continue;
                }
                if (now.abandoned()) {
                    CacheLog.info(entry.download() + " is abandoned and taken over");
                    Files.deleteIfExists(entry.download());
                    continue;
                }
                before = now;
            }
            pause.forAbout(BETWEEN_LOOKS);
            if (entry.exists() && !Files.exists(entry.download())) {
                return null;
            }
        }
    }

    /** Appends the bytes. */
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Forgets what has been written, for another try. */
    public void restart() throws IOException {
        channel.truncate(0);
    }

    /**
     * Makes the file the entry.
     *
     * @return what the entry is now, or {@code null} when it is not what was written here, because
     *     QEMU's framework lost patience and put its own in the place
     */
    public @Nullable FileIdentity commit(String url) throws IOException {
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
        FileIdentity now = FileIdentity.of(entry.file());
        return now.sameFileAs(identity) ? now : null;
    }

    /** Removes the file unless it has become the entry. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (isOurs(entry.download())) {
            Files.deleteIfExists(entry.download());
        }
    }

    private boolean isOurs(Path file) throws IOException {
        FileIdentity now = FileIdentity.ofExisting(file);
        return now != null && now.sameFileAs(identity);
    }

    /** What was seen of a download of somebody else. */
    private record Look(FileIdentity file, int unchanged, int unopened) {
        static @Nullable Look at(Path download, @Nullable Look before) throws IOException {
            FileIdentity file = FileIdentity.ofExisting(download);
            if (file == null) {
                return null;
            }
            boolean open = OpenFiles.isOpen(download);
            boolean same = before != null && before.file.equals(file);
            return new Look(
                    file,
                    same ? before.unchanged + 1 : 0,
                    open ? 0 : same ? before.unopened + 1 : 1);
        }

        /**
         * Two looks, as QEMU's framework closes its download and opens it again to hash it before
         * it renames it.
         */
        boolean abandoned() {
            return unopened > 1 || unchanged >= PATIENCE;
        }
    }
}
