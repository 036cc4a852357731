package org.qemu.functional.precache;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.maintenance.CacheContents;
import org.qemu.functional.asset.internal.maintenance.EntryOrigin;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.asset.internal.maintenance.push.CachePush;
import org.qemu.functional.asset.internal.maintenance.push.PushReport;
import org.qemu.functional.asset.internal.maintenance.push.PushTarget;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies entries of the cache to a place from which others fetch them. */
@Command(
        name = "push",
        description = {
            "Copies the verified entries of the cache to a web server, another host or a folder.",
            "Only what is missing there is sent. Nothing is fetched: run precache fetch first."
        },
        mixinStandardHelpOptions = true)
final class PushCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description =
                    "A URL with {hash} for PUT, or for rsync [user@]host:/folder, rsync://host/module, or a folder.")
    private String target = "";

    @Parameters(
            index = "1..*",
            paramLabel = "CLASS",
            description =
                    "Test classes, such as arm.CanonA1100Test, whose assets are pushed; all entries if neither class nor suite is named.")
    private List<String> classes = List.of();

    @Mixin private final TestAssets assets = new TestAssets();
    @Mixin private final OutputOption output = new OutputOption();

    @Spec private @Nullable CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, String> environment = HarnessSettings.current().environment();
        PushTarget place = place(environment);
        AssetCache cache = AssetCache.fromEnvironment(environment);
        List<Asset> missing = new ArrayList<>();
        List<ArchivedEntry> entries =
                assets.areNamed(classes) ? ofClasses(cache, missing) : all(cache);
        PushReport report;
        try (Progress progress = Progress.onStandardError(environment)) {
            progress.expect(entries.size(), entries.stream().mapToLong(ArchivedEntry::bytes).sum());
            report =
                    CachePush.from(cache.folder())
                            .to(place, entries, new TransportProgress(progress));
        }
        output.print(() -> json(cache, report, missing), out -> text(report, missing, out));
        return status(report, missing).status();
    }

    private PushTarget place(Map<String, String> environment) {
        try {
            return PushTarget.of(target, environment);
        } catch (IllegalArgumentException e) {
            if (command == null) {
                throw new IllegalStateException("picocli has not set this field", e);
            }
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static List<ArchivedEntry> all(AssetCache cache) throws IOException {
        List<ArchivedEntry> entries = new ArrayList<>();
        for (StoredEntry entry : CacheContents.of(cache.folder(), Instant.now()).entries()) {
            entries.add(
                    new ArchivedEntry(
                            entry.hash(), EntryOrigin.of(entry.file(), "unknown"), entry.bytes()));
        }
        return entries;
    }

    private List<ArchivedEntry> ofClasses(AssetCache cache, List<Asset> missing)
            throws IOException {
        Map<String, ArchivedEntry> there = new LinkedHashMap<>();
        for (ArchivedEntry entry : all(cache)) {
            there.put(entry.hash(), entry);
        }
        Map<String, ArchivedEntry> wanted = new LinkedHashMap<>();
        for (Asset asset : assets.find(classes)) {
            ArchivedEntry entry = there.get(asset.hash());
            if (entry == null) {
                missing.add(asset);
            } else {
                wanted.put(
                        asset.hash(), new ArchivedEntry(asset.hash(), asset.url(), entry.bytes()));
            }
        }
        return List.copyOf(wanted.values());
    }

    private static ExitCode status(PushReport report, List<Asset> missing) {
        if (!missing.isEmpty()
                || report.failures().values().stream().anyMatch(each -> !each.temporary())) {
            return ExitCode.FAILED;
        }
        return report.failures().isEmpty() ? ExitCode.OK : ExitCode.TRY_AGAIN;
    }

    private void text(PushReport report, List<Asset> missing, PrintStream out) {
        missing.forEach(asset -> out.printf("missing %s %s%n", asset.hash(), asset.url()));
        Set<String> reasons = new TreeSet<>();
        report.failures().values().forEach(each -> reasons.add(each.reason()));
        reasons.forEach(reason -> out.println(SafeText.line("failed: " + reason)));
        out.printf(
                "%d pushed, %d already there, %d unavailable now, %d failed, %d not in the cache: %s%n",
                report.pushed().size(),
                report.present().size(),
                failures(report, true).size(),
                failures(report, false).size(),
                missing.size(),
                SafeText.line(target));
    }

    private Map<String, Object> json(AssetCache cache, PushReport report, List<Asset> missing) {
        return Fields.of(
                "directory",
                cache.directory().toString(),
                "target",
                SafeText.line(target),
                "pushed",
                Fields.of(report.pushed()),
                "present",
                Fields.of(report.present()),
                "unavailable",
                failures(report, true),
                "failed",
                failures(report, false),
                "missing",
                missing.stream().map(Fields::of).toList());
    }

    private static List<Map<String, Object>> failures(PushReport report, boolean temporary) {
        return report.failures().entrySet().stream()
                .filter(each -> each.getValue().temporary() == temporary)
                .map(
                        each ->
                                Fields.of(
                                        "hash",
                                        each.getKey().hash(),
                                        "url",
                                        each.getKey().url(),
                                        "reason",
                                        each.getValue().reason()))
                .toList();
    }
}
