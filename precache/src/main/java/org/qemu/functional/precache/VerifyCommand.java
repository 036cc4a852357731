package org.qemu.functional.precache;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.maintenance.CacheContents;
import org.qemu.functional.asset.internal.maintenance.verify.CacheVerifier;
import org.qemu.functional.asset.internal.maintenance.verify.CheckedEntry;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hashes all entries of the cache again. */
@Command(
        name = "verify",
        description =
                "Hashes all entries of the cache again and moves damaged ones into quarantine.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Only print damaged entries.")
    private boolean dryRun;

    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        AssetCache cache = AssetCache.fromEnvironment(HarnessSettings.current().environment());
        CacheVerifier verification = CacheVerifier.of(cache.folder());
        CacheContents contents;
        try (Step step = Step.begin("scanning " + cache.directory())) {
            assert step != null;
            contents = verification.contents();
        }
        List<CheckedEntry> results;
        try (Progress progress =
                Progress.onStandardError(HarnessSettings.current().environment())) {
            progress.expect(contents.entries().size(), contents.bytes());
            results =
                    verification.check(
                            contents.entries(),
                            Runtime.getRuntime().availableProcessors(),
                            dryRun,
                            new CheckProgress(progress));
        }
        output.print(
                () -> json(cache, contents, results), out -> text(cache, contents, results, out));
        return count(results, CheckedEntry.State.DAMAGED)
                                + count(results, CheckedEntry.State.UNREADABLE)
                        > 0
                ? 1
                : 0;
    }

    private static void text(
            AssetCache cache, CacheContents contents, List<CheckedEntry> results, PrintStream out) {
        contents.strange().forEach(file -> out.println(SafeText.line("strange " + file)));
        out.printf(
                "%d whole, %d damaged, %d unreadable, %d changing, %d strange files: %s%n",
                count(results, CheckedEntry.State.WHOLE),
                count(results, CheckedEntry.State.DAMAGED),
                count(results, CheckedEntry.State.UNREADABLE),
                count(results, CheckedEntry.State.CHANGING),
                contents.strange().size(),
                cache.directory());
    }

    private static Map<String, Object> json(
            AssetCache cache, CacheContents contents, List<CheckedEntry> results) {
        return Fields.of(
                "directory",
                cache.directory().toString(),
                "entries",
                results.stream()
                        .map(
                                each ->
                                        Fields.of(
                                                "hash",
                                                each.hash(),
                                                "url",
                                                each.url(),
                                                "bytes",
                                                each.bytes(),
                                                "state",
                                                each.state().name().toLowerCase(Locale.ROOT),
                                                "detail",
                                                each.detail()))
                        .toList(),
                "strange",
                contents.strange().stream().map(Object::toString).toList());
    }

    private static long count(List<CheckedEntry> results, CheckedEntry.State state) {
        return results.stream().filter(result -> result.state() == state).count();
    }
}
