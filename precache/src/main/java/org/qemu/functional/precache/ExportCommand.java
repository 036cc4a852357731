package org.qemu.functional.precache;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.maintenance.transport.ArchiveExporter;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.settings.HarnessSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports assets to one archive for a machine without network. */
@Command(
        name = "export",
        description = {
            "Writes the assets to one archive for a machine without network.",
            "Assets that are not in the cache are not fetched: run precache fetch first."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The archive: .tar, or .tar.zst for compression; - for standard output.")
    private Path file = Path.of("-");

    @Option(names = "--partial", description = "Omit assets that are not in the cache.")
    private boolean partial;

    @Parameters(index = "1..*", paramLabel = "CLASS", description = TestAssets.CLASSES)
    private List<String> classes = List.of();

    @Mixin private final TestAssets assets = new TestAssets();
    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
        AssetCache cache = AssetCache.fromEnvironment(HarnessSettings.current().environment());
        Map<String, ArchivedEntry> present = new LinkedHashMap<>();
        List<Asset> missing = new ArrayList<>();
        for (Asset asset : assets.find(classes)) {
            if (cache.contains(asset)) {
                present.putIfAbsent(asset.hash(), new ArchivedEntry(asset.hash(), asset.url(), 0));
            } else {
                missing.add(asset);
            }
        }
        if (missing.isEmpty() || partial) {
            write(cache, List.copyOf(present.values()));
        }
        PrintStream out = ExportFile.isStandardOutput(file) ? System.err : System.out;
        output.print(out, () -> json(present, missing), text -> text(present, missing, text));
        return missing.isEmpty() || partial ? 0 : 1;
    }

    private void write(AssetCache cache, List<ArchivedEntry> entries) throws IOException {
        try (Progress progress = Progress.onStandardError(HarnessSettings.current().environment());
                ExportFile target = ExportFile.create(file)) {
            progress.expect(entries.size(), -1);
            ArchiveExporter.from(cache.folder(), new TransportProgress(progress))
                    .write(entries, target.out());
            target.commit();
        }
    }

    private void text(Map<String, ArchivedEntry> present, List<Asset> missing, PrintStream out) {
        missing.forEach(asset -> out.printf("missing %s %s%n", asset.hash(), asset.url()));
        if (missing.isEmpty() || partial) {
            out.printf("%d assets in %s, %d missing%n", present.size(), file, missing.size());
        } else {
            out.printf(
                    "%d assets are not in the cache; nothing was written: run `precache fetch`, or use --partial to omit them%n",
                    missing.size());
        }
    }

    private Map<String, Object> json(Map<String, ArchivedEntry> present, List<Asset> missing) {
        boolean written = missing.isEmpty() || partial;
        return Fields.of(
                "file",
                file.toString(),
                "exported",
                written ? Fields.of(present.values()) : List.of(),
                "missing",
                missing.stream().map(Fields::of).toList());
    }
}
