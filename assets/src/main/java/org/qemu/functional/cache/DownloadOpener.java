package org.qemu.functional.cache;

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
 * Begins downloads: goes on with a torn one or makes a new file, after one of somebody else that is
 * in the way has been waited for or found abandoned.
 */
public final class DownloadOpener {
    private static final Log LOG = Log.of("qemu.asset");

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Looks after which QEMU's framework takes a download that does not grow for dead. */
    private static final int PATIENCE = 90;

    private final CacheEntry entry;
    private final PartialDownload torn;
    private final Sleeper pause;

    /**
     * Prepares to begin one download.
     *
     * @param pause lets time go by between looks at somebody else's
     */
    public DownloadOpener(CacheFolder folder, String hash, Sleeper pause) {
        this.entry = CacheEntry.of(folder.download(), hash);
        this.torn = PartialDownload.of(folder, hash);
        this.pause = pause;
    }

    /**
     * Creates the file; for a caller who has the {@link DownloadLock}.
     *
     * @return the file, or {@code null} when QEMU's framework has brought the entry meanwhile
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
                    LOG.info(entry.download() + " is abandoned and taken over");
                    torn.keep(entry.download());
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
        boolean goesOn = torn.goOnAs(entry.download());
        FileChannel channel =
                FileChannel.open(
                        entry.download(),
                        goesOn ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return new DownloadFile(entry, torn, channel);
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
