package org.qemu.functional.asset.internal.maintenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.files.CacheFolder;

/**
 * Statistics of a cache.
 *
 * @param entries all complete entries, as far as their names show
 * @param verified entries whose hash was verified; the others are hashed before their next use
 * @param unpacked files extracted from entries
 * @param downloads active or abandoned downloads
 * @param parts parts of downloads that can be resumed
 * @param quarantine damaged entries kept for inspection
 * @param strange files in the folder of the entries that do not belong to the cache
 * @param oldestUse when the least recently used entry was used
 * @param newestUse when the most recently used entry was used
 * @param freeBytes free space for this user on the file system of the cache
 */
public record CacheStats(
        FolderSize entries,
        FolderSize verified,
        FolderSize unpacked,
        FolderSize downloads,
        FolderSize parts,
        FolderSize quarantine,
        FolderSize strange,
        Optional<Instant> oldestUse,
        Optional<Instant> newestUse,
        long freeBytes) {

    /** Compute the statistics. Nothing is hashed or changed. */
    public static CacheStats of(CacheFolder folder, Instant now) throws IOException {
        CacheContents contents = CacheContents.of(folder, now);
        VerifiedEntries known = new VerifiedEntries(folder);
        long verified = 0;
        long verifiedBytes = 0;
        for (StoredEntry entry : contents.entries()) {
            if (known.contains(entry.hash())) {
                verified++;
                verifiedBytes += entry.bytes();
            }
        }
        return new CacheStats(
                new FolderSize(contents.entries().size(), contents.bytes()),
                new FolderSize(verified, verifiedBytes),
                FolderSize.of(folder.unpacked()),
                FolderSize.ofFiles(contents.downloads()),
                FolderSize.of(folder.resume()),
                FolderSize.of(folder.quarantine()),
                FolderSize.ofFiles(contents.strange()),
                contents.entries().stream().map(StoredEntry::lastUse).min(Instant::compareTo),
                contents.entries().stream().map(StoredEntry::lastUse).max(Instant::compareTo),
                freeBytes(folder.base()));
    }

    /** Uses the nearest existing parent folder, because the cache need not exist yet. */
    private static long freeBytes(Path base) throws IOException {
        Path there = base;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).getUsableSpace();
    }
}
