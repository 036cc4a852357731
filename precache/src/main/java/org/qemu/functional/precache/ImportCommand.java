package org.qemu.functional.precache;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.maintenance.transport.ArchiveImporter;
import org.qemu.functional.asset.internal.maintenance.transport.ImportReport;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Imports the assets of an archive into the cache. */
@Command(
        name = "import",
        description = "Imports the assets of an archive from precache export into the cache.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "The archive: tar, plain or compressed by zstd or gzip; - for standard input.")
    private Path file = Path.of("-");

    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        AssetCache cache = AssetCache.fromEnvironment(HarnessSettings.current().environment());
        ImportReport report;
        try (Progress progress = Progress.onStandardError(HarnessSettings.current().environment());
                InputStream in = open()) {
            report = ArchiveImporter.into(cache.folder(), new TransportProgress(progress)).read(in);
        }
        output.print(() -> json(report), out -> text(report, out));
        return report.complete() ? 0 : 1;
    }

    private InputStream open() throws IOException {
        return ExportFile.isStandardOutput(file) ? System.in : Files.newInputStream(file);
    }

    private void text(ImportReport report, PrintStream out) {
        report.refused()
                .forEach(
                        (name, why) ->
                                out.println(SafeText.line("refused %s: %s".formatted(name, why))));
        report.missing().forEach(e -> out.printf("missing %s %s%n", e.hash(), e.url()));
        if (!report.fault().isEmpty()) {
            out.println(SafeText.line("error in '%s': %s".formatted(file, report.fault())));
        }
        out.printf(
                "%d imported, %d already cached, %d refused, %d missing in the archive: %s%n",
                report.imported().size(),
                report.present().size(),
                report.refused().size(),
                report.missing().size(),
                file);
    }

    private Map<String, Object> json(ImportReport report) {
        return Fields.of(
                "file",
                file.toString(),
                "imported",
                Fields.of(report.imported()),
                "present",
                Fields.of(report.present()),
                "refused",
                report.refused().entrySet().stream()
                        .map(each -> Fields.of("name", each.getKey(), "reason", each.getValue()))
                        .toList(),
                "missing",
                Fields.of(report.missing()),
                "fault",
                report.fault());
    }
}
