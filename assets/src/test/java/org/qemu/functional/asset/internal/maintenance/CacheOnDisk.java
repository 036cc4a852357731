package org.qemu.functional.asset.internal.maintenance;

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
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.evict.CacheEviction;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionPolicy;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionReport;
import org.qemu.functional.asset.internal.maintenance.evict.ExtractionCleaner;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;

/** A real cache folder with small entries and a clock that does not advance. */
public final class CacheOnDisk {
    public static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    public final CacheFolder folder;
    public final List<String> withResults = new ArrayList<>();
    public final List<String> evictedResults = new ArrayList<>();

    public CacheOnDisk(Path base) throws IOException {
        folder = new CacheFolder(base.toRealPath());
        for (Path each : List.of(folder.download(), folder.resume(), folder.quarantine())) {
            Files.createDirectories(each);
        }
    }

    /** Add an entry that was used the given number of days ago, with its record. */
    public Path entry(String content, int daysAgo) throws IOException {
        return entry(HashAlgorithm.SHA256, content, daysAgo);
    }

    public Path entry(HashAlgorithm algorithm, String content, int daysAgo) throws IOException {
        String hash = hash(algorithm, content);
        Path file = folder.download().resolve(hash);
        Files.writeString(file, content);
        stamp(file, Long.toString(NOW.minus(Duration.ofDays(daysAgo)).getEpochSecond()));
        new VerifiedEntries(folder).addFetched(hash, FileIdentity.of(file));
        return file;
    }

    public void stamp(Path entry, String content) throws IOException {
        Files.writeString(stampOf(entry), content);
    }

    public Path stampOf(Path entry) {
        return entry.resolveSibling(entry.getFileName() + ".stamp");
    }

    public Path recordOf(Path entry) {
        return folder.verified().resolve(entry.getFileName());
    }

    /** Write a file that was modified the given number of days ago. */
    public Path old(Path file, int daysAgo) throws IOException {
        Files.writeString(file, "old");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(daysAgo))));
        return file;
    }

    public EvictionReport evict(EvictionPolicy policy, boolean dryRun) throws Exception {
        return CacheEviction.from(folder, results(), Clock.fixed(NOW, ZoneOffset.UTC), time -> {})
                .run(policy, dryRun, item -> {});
    }

    public EvictionReport evictOlderThan(int days) throws Exception {
        return evict(new EvictionPolicy(Duration.ofDays(days), -1), false);
    }

    static String hash(HashAlgorithm algorithm, String content) {
        return HexFormat.of()
                .formatHex(algorithm.newDigest().digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    public static String sha256(String content) {
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
