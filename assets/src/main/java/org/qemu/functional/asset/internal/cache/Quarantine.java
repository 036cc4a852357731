package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.logging.Log;
import org.qemu.functional.text.SafeText;

/**
 * Keeps the latest damaged entries for inspection: {@code quarantine/<hash>.<seconds since 1970>},
 * each with a text file of what is known about it.
 */
public final class Quarantine {
    private static final Log LOG = Log.of("qemu.asset");

    /** Maximum number of files, of which the newest are kept. */
    private static final int MOST_FILES = 5;

    /** Maximum size of all of them in bytes. */
    private static final long MOST_BYTES = 1L << 30;

    private final CacheFolder folder;
    private final Clock clock;

    /** Create the quarantine of one cache, without accessing the file system. */
    public Quarantine(CacheFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Move a damaged entry out of the cache. The caller must have its {@link DownloadLock}.
     *
     * @param found the actual hash of the entry
     * @param url where it came from or should have come from, as far as that is known
     * @return its new path; the entry's own path if it could not be kept and was deleted
     */
    public Path take(String hash, String found, String url) throws IOException {
        Path entry = folder.download().resolve(hash);
        long now = clock.instant().getEpochSecond();
        Path kept = folder.quarantine().resolve(hash + "." + now);
        try {
            Files.createDirectories(folder.quarantine());
            Files.move(entry, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("cannot keep " + entry + " in quarantine", e);
            Files.deleteIfExists(entry);
            return entry;
        }
        try {
            Files.writeString(
                    textOf(kept),
                    "entry: %s%nhash:  %s%nfrom:  %s%nsize:  %d%ntaken: %s%n"
                            .formatted(
                                    hash,
                                    found,
                                    SafeText.line(url),
                                    Files.size(kept),
                                    clock.instant()));
            makeRoom();
        } catch (IOException e) {
            LOG.debug("cannot remove old files from the quarantine", e);
        }
        return kept;
    }

    private void makeRoom() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.quarantine())) {
            files =
                    all.filter(file -> !file.toString().endsWith(".txt"))
                            .sorted(Comparator.comparingLong(Quarantine::time).reversed())
                            .toList();
        }
        long bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            bytes += Files.size(file);
            if (i >= MOST_FILES || bytes > MOST_BYTES) {
                Files.deleteIfExists(file);
                Files.deleteIfExists(textOf(file));
            }
        }
    }

    private static Path textOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".txt");
    }

    private static long time(Path file) {
        String name = file.getFileName().toString();
        try {
            return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
        } catch (NumberFormatException e) {
            return 0; // not ours: removed first
        }
    }
}
