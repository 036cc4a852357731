package org.qemu.functional.maintenance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.qemu.functional.cache.HashAlgorithm;
import org.qemu.functional.cache.VerifiedEntries;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;

/** A real cache folder with small entries, at a time that stands still. */
final class CacheOnDisk {
    static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    final CacheFolder folder;
    final List<String> withResults = new ArrayList<>();
    final List<String> evictedResults = new ArrayList<>();

    CacheOnDisk(Path base) throws IOException {
        folder = new CacheFolder(base.toRealPath());
        for (Path each : List.of(folder.download(), folder.resume(), folder.quarantine())) {
            Files.createDirectories(each);
        }
    }

    /** Adds an entry that was used so many days ago, with its record. */
    Path entry(String content, int daysAgo) throws IOException {
        return entry(HashAlgorithm.SHA256, content, daysAgo);
    }

    Path entry(HashAlgorithm algorithm, String content, int daysAgo) throws IOException {
        String hash = hash(algorithm, content);
        Path file = folder.download().resolve(hash);
        Files.writeString(file, content);
        stamp(file, Long.toString(NOW.minus(Duration.ofDays(daysAgo)).getEpochSecond()));
        new VerifiedEntries(folder).addFetched(hash, FileIdentity.of(file));
        return file;
    }

    void stamp(Path entry, String content) throws IOException {
        Files.writeString(stampOf(entry), content);
    }

    Path stampOf(Path entry) {
        return entry.resolveSibling(entry.getFileName() + ".stamp");
    }

    Path recordOf(Path entry) {
        return folder.verified().resolve(entry.getFileName());
    }

    /** Writes a file that was written so many days ago. */
    Path old(Path file, int daysAgo) throws IOException {
        Files.writeString(file, "old");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(daysAgo))));
        return file;
    }

    EvictionReport evict(EvictionPolicy policy, boolean dryRun) throws Exception {
        return CacheEviction.from(folder, results(), Clock.fixed(NOW, ZoneOffset.UTC), time -> {})
                .run(policy, dryRun, item -> {});
    }

    EvictionReport evictOlderThan(int days) throws Exception {
        return evict(new EvictionPolicy(Duration.ofDays(days), -1), false);
    }

    static String hash(HashAlgorithm algorithm, String content) {
        return HexFormat.of()
                .formatHex(algorithm.newDigest().digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    static String sha256(String content) {
        return hash(HashAlgorithm.SHA256, content);
    }

    private ExtractionCleaner results() {
        return new ExtractionCleaner() {
            @Override
            public List<String> hashes() {
                return List.copyOf(withResults);
            }

            @Override
            public long bytes(String hash) {
                return withResults.contains(hash) ? 1000 : 0;
            }

            @Override
            public boolean evict(String hash) {
                evictedResults.add(hash);
                withResults.remove(hash);
                return true;
            }
        };
    }
}
