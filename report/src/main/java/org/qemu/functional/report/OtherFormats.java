package org.qemu.functional.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.report.internal.format.CtrfReport;
import org.qemu.functional.report.internal.format.GitHubAnnotations;
import org.qemu.functional.report.internal.format.JUnitXmlReport;
import org.qemu.functional.report.internal.format.MarkdownSummary;
import org.qemu.functional.report.internal.format.OpenTestReport;
import org.qemu.functional.report.internal.logs.SourceFiles;
import org.qemu.functional.report.internal.output.SingleFile;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.units.ByteSize;

/** Writes what options ask for besides the pages. */
final class OtherFormats {
    private final OutputOptions options;
    private final Map<String, String> environment;

    OtherFormats(OutputOptions options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    void write(WrittenReport written, Path report) throws IOException {
        if (options.singleFile != null) {
            long limit = ByteSize.parse(options.singleFileLimit);
            SingleFile.write(written, report, options.singleFile, limit);
        }
        if (options.junitXml != null) {
            JUnitXmlReport.write(written, options.junitXml);
        }
        if (options.openTestReporting != null) {
            OpenTestReport.write(written, options.openTestReporting);
        }
        if (options.markdown != null) {
            MarkdownSummary.write(written, options.markdown, false);
        }
        if (options.ctrf != null) {
            CtrfReport.write(written, options.ctrf);
        }
        if (options.gitHub) {
            SourceFiles sources = SourceFiles.below(options.sources);
            GitHubAnnotations.of(written, sources).forEach(System.out::println);
            String summary = environment.getOrDefault("GITHUB_STEP_SUMMARY", "");
            if (!summary.isEmpty()) {
                MarkdownSummary.write(written, Path.of(summary), true);
            }
        }
    }
}
