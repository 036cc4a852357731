package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.logging.Log;

/**
 * Starts downloads: resumes a partial one or creates a new file. If another process has one, waits
 * until it ends or is found to be abandoned.
 */
public final class DownloadOpener {
    private static final Log LOG = Log.of("qemu.asset");

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /**
     * Number of checks after which QEMU's framework considers a download that does not grow
     * abandoned.
     */
    private static final int PATIENCE = 90;

    private final CacheEntry entry;
    private final PartialDownload partial;
    private final Sleeper pause;

    /**
     * Prepare to start one download.
     *
     * @param pause waits between checks of another process's download
     */
    public DownloadOpener(CacheFolder folder, String hash, Sleeper pause) {
        this.entry = CacheEntry.of(folder.download(), hash);
        this.partial = PartialDownload.of(folder, hash);
        this.pause = pause;
    }

    /**
     * Create the file. The caller must have the {@link DownloadLock}.
     *
     * @return the file, or {@code null} if QEMU's framework has created the entry in the meantime
     */
    public @Nullable DownloadFile create() throws IOException, InterruptedException {
        Look before = null;
        while (true) {
            try {
                return open();
            } catch (FileAlreadyExistsException e) {
                Look now = Look.at(entry.download(), before);
                if (now == null) {
                    continue;
                }
                if (now.abandoned()) {
                    LOG.info(entry.download() + " was abandoned; taking it over");
                    partial.keep(entry.download());
                    continue;
                }
                before = now;
            }
            pause.untilGone(entry.download(), BETWEEN_LOOKS);
            if (entry.exists() && !Files.exists(entry.download())) {
                return null;
            }
        }
    }

    private DownloadFile open() throws IOException {
        boolean resumes = partial.goOnAs(entry.download());
        FileChannel channel =
                FileChannel.open(
                        entry.download(),
                        resumes ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return new DownloadFile(entry, partial, channel);
    }

    /** One check of another process's download. */
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
         * Two checks, because QEMU's framework closes its download and opens it again to hash it
         * before it renames it.
         */
        boolean abandoned() {
            return unopened > 1 || unchanged >= PATIENCE;
        }
    }
}
