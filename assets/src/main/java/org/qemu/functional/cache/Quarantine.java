package org.qemu.functional.cache;

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
 * Keeps the last damaged entries, so that somebody can see what became of them: {@code
 * quarantine/<hash>.<seconds since 1970>} and beside each a text with what is known of it.
 */
public final class Quarantine {
    private static final Log LOG = Log.of("qemu.asset");

    /** Files kept, the newest. */
    private static final int MOST_FILES = 5;

    /** Bytes kept of all of them. */
    private static final long MOST_BYTES = 1L << 30;

    private final CacheFolder folder;
    private final Clock clock;

    /** Opens the quarantine of one cache. Touches no file yet. */
    public Quarantine(CacheFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Takes a damaged entry out of the cache. For the holder of its {@link DownloadLock}.
     *
     * @param found the hash that it has in fact
     * @param url where it came from or should have come from, as far as that is known
     * @return where it is now; the entry's own path when it could not be kept and was deleted
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
            LOG.debug("cannot keep the quarantine in order", e);
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
            return 0; // not of ours: the first to go
        }
    }
}
