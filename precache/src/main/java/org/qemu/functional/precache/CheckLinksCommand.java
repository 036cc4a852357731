package org.qemu.functional.precache;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.asset.internal.download.CheckedLink;
import org.qemu.functional.asset.internal.download.CheckedLink.State;
import org.qemu.functional.asset.internal.download.DownloadException;
import org.qemu.functional.asset.internal.download.LinkChecker;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.text.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks whether the URLs of the assets still lead to them. */
@Command(
        name = "check-links",
        description =
                "Asks the servers whether they still have the assets, and reports which URLs are gone, moved or changed.",
        mixinStandardHelpOptions = true)
final class CheckLinksCommand implements Callable<Integer> {
    @Parameters(index = "0..*", paramLabel = "CLASS", description = TestAssets.CLASSES)
    private List<String> classes = List.of();

    @Option(
            names = "--download",
            description = "Download each file, store nothing, and compare its hash.")
    private boolean download;

    @Mixin private final TestAssets assets = new TestAssets();
    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = HarnessSettings.current().environment();
        AssetCache cache = AssetCache.fromEnvironment(environment);
        if (!cache.mayDownload()) {
            System.err.println("QEMU_TEST_NO_DOWNLOAD is set: no link was checked");
            return ExitCode.TRY_AGAIN.status();
        }
        List<DownloadRequest> files =
                assets.find(classes).stream()
                        .map(asset -> new DownloadRequest(asset.url(), asset.hash()))
                        .toList();
        List<CheckedLink> links;
        try (Step step = Step.begin("checking %d links".formatted(files.size()))) {
            links =
                    LinkChecker.fromEnvironment(environment)
                            .check(files, cache.directory(), download, url -> step.at(url));
        } catch (DownloadException e) {
            System.err.println("error: " + e.getMessage());
            return ExitCode.FAILED.status();
        }
        output.print(
                () -> links.stream().map(CheckLinksCommand::json).toList(),
                out -> text(links, out));
        return status(links).status();
    }

    private static ExitCode status(List<CheckedLink> links) {
        List<State> lost =
                links.stream().filter(CheckedLink::isLost).map(CheckedLink::state).toList();
        return lost.isEmpty()
                ? ExitCode.OK
                : lost.stream().allMatch(State.UNAVAILABLE::equals)
                        ? ExitCode.TRY_AGAIN
                        : ExitCode.FAILED;
    }

    private static void text(List<CheckedLink> links, PrintStream out) {
        Map<State, Integer> counts = new EnumMap<>(State.class);
        for (CheckedLink link : links) {
            counts.merge(link.state(), 1, Integer::sum);
            if (link.state() != State.OK) {
                out.println(SafeText.line("%-11s %s".formatted(name(link.state()), link.url())));
                indented(out, "", link.detail());
                indented(out, "now at ", link.movedTo());
                indented(out, "a mirror has it: ", link.elsewhere());
            }
        }
        out.println(
                List.of(State.values()).stream()
                        .map(state -> counts.getOrDefault(state, 0) + " " + name(state))
                        .collect(Collectors.joining(", ")));
    }

    private static void indented(PrintStream out, String title, String text) {
        if (!text.isEmpty()) {
            out.println(SafeText.line("            " + title + text));
        }
    }

    private static Map<String, Object> json(CheckedLink link) {
        return Fields.of(
                "hash",
                link.hash(),
                "url",
                SafeText.line(link.url()),
                "state",
                name(link.state()),
                "detail",
                SafeText.line(link.detail()),
                "moved_to",
                SafeText.line(link.movedTo()),
                "mirror",
                SafeText.line(link.elsewhere()));
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
