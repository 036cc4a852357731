package org.qemu.functional.precache;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.AssetPrefetcher;
import org.qemu.functional.asset.PrefetchResult;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.launch.internal.QemuPrefetch;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloads missing assets and prints a summary. */
@Command(
        name = "fetch",
        description =
                "Fetches the assets that are not in the cache and, with QEMU_SUITE, the QEMU of that suite.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    @Parameters(index = "0..*", paramLabel = "CLASS", description = TestAssets.CLASSES)
    private List<String> classes = List.of();

    @Option(names = "--dry-run", description = "Fetch nothing; only print what would be fetched.")
    private boolean dryRun;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only assets that cannot be fetched.")
    private boolean quiet;

    @Mixin private final TestAssets assets = new TestAssets();
    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        if (dryRun) {
            AssetCache.stayOffline(); // some lists of assets are assets themselves
        }
        Map<String, String> environment = HarnessSettings.current().environment();
        AssetCache cache = AssetCache.fromEnvironment(environment);
        Set<Asset> wanted = assets.quietly(quiet).find(classes);
        if (dryRun) {
            return dryRun(cache, wanted);
        }
        ExitCode qemu =
                QemuPrefetch.isWanted(environment)
                        ? QemuPrefetch.fetch(environment, assets.types(classes))
                        : ExitCode.OK;
        return fetch(cache, wanted).and(qemu).status();
    }

    private int dryRun(AssetCache cache, Set<Asset> wanted) {
        List<Asset> present = new ArrayList<>();
        List<Asset> missing = new ArrayList<>();
        try (Step step = quiet ? Step.quietly() : Step.begin("scanning " + cache.directory())) {
            for (Asset asset : wanted) {
                step.at("for " + asset);
                (cache.contains(asset) ? present : missing).add(asset);
            }
        }
        output.print(
                () -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("directory", cache.directory().toString());
                    fields.put("dry_run", true);
                    fields.put("present", present.stream().map(Fields::of).toList());
                    fields.put("missing", missing.stream().map(Fields::of).toList());
                    return fields;
                },
                out -> {
                    missing.forEach(a -> out.printf("would fetch %s %s%n", a.hash(), a.url()));
                    if (!quiet) {
                        out.printf(
                                "%d would be fetched, %d already cached: %s%n",
                                missing.size(), present.size(), cache.directory());
                    }
                });
        return ExitCode.OK.status();
    }

    private ExitCode fetch(AssetCache cache, Set<Asset> wanted) {
        PrefetchResult result;
        try (Progress progress =
                quiet
                        ? Progress.none()
                        : Progress.onStandardError(HarnessSettings.current().environment())) {
            result = AssetPrefetcher.into(cache, progress).fetch(wanted);
        }
        if (quiet) {
            printFailures(result);
        }
        output.print(() -> json(cache, result), out -> text(cache, result, out));
        return ExitCode.of(result);
    }

    private static void printFailures(PrefetchResult result) {
        result.permanentFailures()
                .forEach((asset, e) -> System.err.println("failed: " + e.getMessage()));
        result.transientFailures()
                .forEach((asset, e) -> System.err.println("unavailable: " + e.getMessage()));
    }

    private void text(AssetCache cache, PrefetchResult result, PrintStream out) {
        if (quiet) {
            return;
        }
        out.printf(
                "%d fetched, %d already cached, %d unavailable now, %d failed: %s%n",
                result.fetched().size(),
                result.present().size(),
                result.transientFailures().size(),
                result.permanentFailures().size(),
                cache.directory());
    }

    private static Map<String, Object> json(AssetCache cache, PrefetchResult result) {
        return Fields.of(
                "directory",
                cache.directory().toString(),
                "fetched",
                result.fetched().stream().map(Fields::of).toList(),
                "present",
                result.present().stream().map(Fields::of).toList(),
                "unavailable",
                result.transientFailures().entrySet().stream()
                        .map(each -> Fields.of(each.getKey(), each.getValue()))
                        .toList(),
                "failed",
                result.permanentFailures().entrySet().stream()
                        .map(each -> Fields.of(each.getKey(), each.getValue()))
                        .toList());
    }
}
