package org.qemu.functional.report.internal.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.report.internal.logs.SourceFiles;
import org.qemu.functional.report.internal.model.SourceLine;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.report.internal.output.WrittenTest;

/**
 * Formats failures as workflow commands of GitHub, which it shows beside the lines of the source.
 */
public final class GitHubAnnotations {
    /** GitHub shows at most ten of a kind in a step. */
    private static final int MOST = 10;

    private static final int LONGEST = 2000;

    private GitHubAnnotations() {}

    /** Return the commands, one a line. */
    public static List<String> of(WrittenReport report, SourceFiles sources) throws IOException {
        List<String> lines = new ArrayList<>();
        for (WrittenTest test : report.tests()) {
            boolean flaky = test.row().verdict() == TestVerdict.FLAKY;
            if ((flaky || test.row().verdict().isBad()) && lines.size() < MOST) {
                lines.add(line(test, flaky ? "warning" : "error", sources));
            }
        }
        return lines;
    }

    private static String line(WrittenTest test, String command, SourceFiles sources)
            throws IOException {
        List<String> properties = new ArrayList<>();
        SourceLine line = test.line();
        if (line != null) {
            sources.find(test.row().className(), line.file())
                    .ifPresent(
                            file -> {
                                properties.add("file=" + property(file));
                                properties.add("line=" + line.line());
                            });
        }
        properties.add("title=" + property(test.row().name()));
        String kind = FormatText.orEmpty(test.row().kind());
        String message = (kind.isEmpty() ? "" : kind + ": ") + test.message();
        return "::%s %s::%s".formatted(command, String.join(",", properties), message(message));
    }

    private static String message(String text) {
        String safe = FormatText.lines(text);
        String cut = safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "…";
        return cut.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return message(FormatText.line(text, LONGEST)).replace(":", "%3A").replace(",", "%2C");
    }
}
