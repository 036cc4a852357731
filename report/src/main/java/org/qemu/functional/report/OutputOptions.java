package org.qemu.functional.report;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to write besides the pages. */
final class OutputOptions {
    @Option(names = "--title", description = "the title of the report (${DEFAULT-VALUE})")
    String title = "Test report";

    @Option(
            names = "--single-file",
            paramLabel = "FILE",
            description = "also write the report as one HTML file, for mail")
    @Nullable Path singleFile;

    @Option(
            names = "--single-file-limit",
            paramLabel = "SIZE",
            description = "about the size of its data, such as 20M (20M)")
    String singleFileLimit = "20M";

    @Option(names = "--junit-xml", paramLabel = "FILE", description = "also write JUnit XML")
    @Nullable Path junitXml;

    @Option(
            names = "--open-test-reporting",
            paramLabel = "FILE",
            description = "also write the events of Open Test Reporting (XML)")
    @Nullable Path openTestReporting;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "also write a summary in Markdown, of at most 60,000 characters")
    @Nullable Path markdown;

    @Option(
            names = "--github",
            description = {
                "print annotations of failures with file and line, and append the summary",
                "to the file in GITHUB_STEP_SUMMARY, if that is set"
            })
    boolean gitHub;

    @Option(
            names = "--sources",
            paramLabel = "FOLDER",
            description = "where the sources of the tests are (the current folder)")
    Path sources = Path.of("");

    @Option(
            names = "--ctrf",
            paramLabel = "FILE",
            description = "also write the Common Test Report Format (JSON)")
    @Nullable Path ctrf;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = HistoryFile.IN_CACHE,
            description = {
                "add the results to this history, and show it in the report",
                "(without FILE: history.sqlite in the cache)"
            })
    @Nullable String history;
}
