package org.qemu.functional.precache;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.maintenance.CacheStats;
import org.qemu.functional.asset.internal.maintenance.FolderSize;
import org.qemu.functional.asset.internal.progress.HumanReadable;
import org.qemu.functional.settings.HarnessSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints statistics of the cache. */
@Command(
        name = "stats",
        description = "Counts the files of the cache. Hashes nothing and changes nothing.",
        mixinStandardHelpOptions = true)
final class StatsCommand implements Callable<Integer> {
    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
        AssetCache cache = AssetCache.fromEnvironment(HarnessSettings.current().environment());
        CacheStats stats;
        try (Step step = Step.begin("counting the files in " + cache.folder().base())) {
            assert step != null;
            stats = CacheStats.of(cache.folder(), Instant.now());
        }
        output.print(() -> json(cache, stats), out -> text(cache, stats, out));
        return 0;
    }

    private static void text(AssetCache cache, CacheStats stats, PrintStream out) {
        out.println("cache        " + cache.folder().base());
        row(out, "entries", stats.entries());
        row(out, "verified", stats.verified());
        row(out, "unpacked", stats.unpacked());
        row(out, "downloads", stats.downloads());
        row(out, "parts", stats.parts());
        row(out, "quarantine", stats.quarantine());
        row(out, "strange", stats.strange());
        stats.oldestUse().ifPresent(time -> out.println("oldest use   " + time));
        stats.newestUse().ifPresent(time -> out.println("newest use   " + time));
        out.println("free         " + HumanReadable.size(stats.freeBytes()));
    }

    private static void row(PrintStream out, String name, FolderSize size) {
        out.printf("%-12s %6d  %s%n", name, size.files(), HumanReadable.size(size.bytes()));
    }

    private static Map<String, Object> json(AssetCache cache, CacheStats stats) {
        return Fields.of(
                "directory", cache.folder().base().toString(),
                "entries", json(stats.entries()),
                "verified", json(stats.verified()),
                "unpacked", json(stats.unpacked()),
                "downloads", json(stats.downloads()),
                "parts", json(stats.parts()),
                "quarantine", json(stats.quarantine()),
                "strange", json(stats.strange()),
                "oldest_use", text(stats.oldestUse()),
                "newest_use", text(stats.newestUse()),
                "free_bytes", stats.freeBytes());
    }

    private static Map<String, Object> json(FolderSize size) {
        return Fields.of("files", size.files(), "bytes", size.bytes());
    }

    /** Format as ISO 8601 in UTC, or "" if there is none. */
    private static String text(Optional<Instant> time) {
        return time.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
    }
}
