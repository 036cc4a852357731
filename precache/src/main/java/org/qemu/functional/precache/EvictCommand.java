package org.qemu.functional.precache;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.maintenance.evict.CacheEviction;
import org.qemu.functional.asset.internal.maintenance.evict.EvictedItem;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionPolicy;
import org.qemu.functional.asset.internal.maintenance.evict.EvictionReport;
import org.qemu.functional.asset.internal.progress.HumanReadable;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Frees space in the cache. */
@Command(
        name = "evict",
        description = {
            "Removes assets that were not used for a long time, and files without use.",
            "Keeps what a test or a QEMU of this host uses. Without options: --older-than 183d."
        },
        mixinStandardHelpOptions = true)
final class EvictCommand implements Callable<Integer> {
    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Remove assets not used for this time: 183d, 12h, 2w.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description =
                    "Remove the least recently used assets until this size remains: 20G, 500M"
                            + " (powers of 1024).")
    private @Nullable ByteAmount maxSize;

    @Option(names = "--dry-run", description = "Change nothing; only print what would be removed.")
    private boolean dryRun;

    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        AssetCache cache = AssetCache.fromEnvironment(HarnessSettings.current().environment());
        EvictionReport report;
        try (Step step = Step.begin("scanning " + cache.folder().base())) {
            report =
                    CacheEviction.from(cache.folder(), ExtractedContent.in(cache.folder()))
                            .run(policy(), dryRun, item -> step.at(describe(item)));
        }
        output.print(() -> json(cache, report), out -> text(cache, report, out));
        return report.failed() ? 1 : 0;
    }

    private EvictionPolicy policy() {
        return new EvictionPolicy(
                olderThan == null && maxSize == null ? EvictionPolicy.HALF_A_YEAR : olderThan,
                maxSize == null ? -1 : maxSize.bytes());
    }

    private void text(AssetCache cache, EvictionReport report, PrintStream out) {
        for (EvictedItem item : report.items()) {
            out.println(describe(item));
        }
        out.printf(
                "%s %s, %d entries with %s kept: %s%n",
                HumanReadable.size(report.removedBytes()),
                dryRun ? "would be freed" : "freed",
                report.keptEntries(),
                HumanReadable.size(report.keptBytes()),
                cache.folder().base());
    }

    private String describe(EvictedItem item) {
        return SafeText.line(
                "%s %s %s (%s%s): %s"
                        .formatted(
                                word(item.outcome()),
                                item.kind().name().toLowerCase(Locale.ROOT),
                                item.path(),
                                HumanReadable.size(item.bytes()),
                                item.url().isEmpty() ? "" : ", from " + item.url(),
                                item.why()));
    }

    private String word(EvictedItem.Outcome outcome) {
        return switch (outcome) {
            case REMOVED -> dryRun ? "would remove" : "removed";
            case IN_USE -> "kept";
            case GONE -> "already removed";
            case FAILED -> "failed";
        };
    }

    private Map<String, Object> json(AssetCache cache, EvictionReport report) {
        return Fields.of(
                "directory",
                cache.folder().base().toString(),
                "dry_run",
                dryRun,
                "freed_bytes",
                report.removedBytes(),
                "kept_entries",
                report.keptEntries(),
                "kept_bytes",
                report.keptBytes(),
                "items",
                report.items().stream()
                        .map(
                                item ->
                                        Fields.of(
                                                "kind",
                                                item.kind().name().toLowerCase(Locale.ROOT),
                                                "path",
                                                item.path().toString(),
                                                "url",
                                                item.url(),
                                                "bytes",
                                                item.bytes(),
                                                "outcome",
                                                item.outcome().name().toLowerCase(Locale.ROOT),
                                                "why",
                                                item.why()))
                        .toList());
    }
}
