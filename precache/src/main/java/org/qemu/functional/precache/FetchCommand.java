package org.qemu.functional.precache;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.Precache;
import org.qemu.functional.asset.PrecacheResult;
import org.qemu.functional.launch.ExitCode;
import org.qemu.functional.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches what is missing and sums up. */
@Command(
        name = "fetch",
        description = "Fetches the assets that are not in the cache.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    @Parameters(index = "0..*", paramLabel = "CLASS", description = TestAssets.CLASSES)
    private List<String> classes = List.of();

    @Mixin private final TestAssets assets = new TestAssets();
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() {
        AssetCache cache = AssetCache.fromEnvironment(System.getenv());
        PrecacheResult result;
        try (Progress progress = Progress.onStandardError(System.getenv())) {
            result = Precache.into(cache, progress).fetch(assets.find(classes));
        }
        output.print(() -> json(cache, result), out -> text(cache, result, out));
        return ExitCode.of(result).status();
    }

    private static void text(AssetCache cache, PrecacheResult result, PrintStream out) {
        out.printf(
                "%d fetched, %d there already, %d not to be had now, %d failed: %s%n",
                result.fetched().size(),
                result.present().size(),
                result.transientFailures().size(),
                result.permanentFailures().size(),
                cache.directory());
    }

    private static Map<String, Object> json(AssetCache cache, PrecacheResult result) {
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
