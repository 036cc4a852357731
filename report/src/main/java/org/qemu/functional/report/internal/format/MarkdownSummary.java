package org.qemu.functional.report.internal.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.report.internal.output.WrittenTest;

/**
 * Writes a summary in Markdown, for the summary of a step of GitHub and for merge requests of
 * GitLab.
 */
public final class MarkdownSummary {
    /** In characters: GitHub refuses a summary of more than 1 MiB, GitLab a note of as much. */
    static final int LONGEST = 60_000;

    private static final int REASON = 300;
    private static final int SHOWN_SKIPS = 10;
    private static final int SHOWN_SLOW = 5;

    private final StringBuilder text = new StringBuilder();

    private MarkdownSummary() {}

    /** Return the summary of a report, of at most 60,000 characters. */
    public static String of(WrittenReport report) {
        MarkdownSummary summary = new MarkdownSummary();
        summary.addAll(report);
        return summary.text.toString();
    }

    /** Write a summary, or append it to what a file has. */
    public static void write(WrittenReport report, Path file, boolean append) throws IOException {
        if (append) {
            FormatFiles.append(file, of(report));
        } else {
            FormatFiles.write(file, of(report));
        }
    }

    private void addAll(WrittenReport report) {
        List<TestRow> rows = report.index().tests();
        text.append("## ").append(escaped(report.index().title())).append("\n\n");
        Map<TestVerdict, Long> counts =
                rows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        TestRow::verdict, TreeMap::new, Collectors.counting()));
        text.append(
                        counts.entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey().label())
                                .collect(Collectors.joining(", ")))
                .append("\n\n");
        addFailures(report.tests());
        addFlaky(rows);
        addSkips(rows);
        addSlowest(rows);
    }

    private void addFailures(List<WrittenTest> tests) {
        List<WrittenTest> failed =
                tests.stream().filter(test -> test.row().verdict().isBad()).toList();
        if (failed.isEmpty()) {
            return;
        }
        text.append("| Failed test | Kind | Cause | Line |\n|---|---|---|---|\n");
        int shown = 0;
        for (WrittenTest test : failed) {
            String line =
                    "| %s | %s | %s | %s |%n"
                            .formatted(
                                    name(test.row()),
                                    escaped(FormatText.orEmpty(test.row().kind())),
                                    escaped(FormatText.orEmpty(test.row().reason())),
                                    test.line() == null
                                            ? ""
                                            : escaped(
                                                    test.line().file() + ":" + test.line().line()));
            if (text.length() + line.length() > LONGEST * 3 / 4) {
                break;
            }
            text.append(line);
            shown++;
        }
        if (shown < failed.size()) {
            text.append("\nand %d more: the report has them%n".formatted(failed.size() - shown));
        }
        text.append('\n');
    }

    private void addFlaky(List<TestRow> rows) {
        List<TestRow> flaky =
                rows.stream().filter(row -> row.verdict() == TestVerdict.FLAKY).toList();
        add(
                "Flaky (failed, then passed)",
                flaky,
                row -> name(row) + ": " + escaped(FormatText.orEmpty(row.reason())));
    }

    private void addSkips(List<TestRow> rows) {
        Map<String, Long> reasons =
                rows.stream()
                        .filter(row -> row.verdict() == TestVerdict.SKIPPED)
                        .collect(
                                Collectors.groupingBy(
                                        row -> FormatText.orEmpty(row.reason()),
                                        Collectors.counting()));
        List<Map.Entry<String, Long>> most =
                reasons.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(SHOWN_SKIPS)
                        .toList();
        add(
                "Skipped",
                most,
                entry -> "%d: %s".formatted(entry.getValue(), escaped(entry.getKey())));
    }

    private void addSlowest(List<TestRow> rows) {
        List<TestRow> slowest =
                rows.stream()
                        .sorted(Comparator.comparingDouble(TestRow::duration).reversed())
                        .limit(SHOWN_SLOW)
                        .toList();
        add(
                "Slowest",
                slowest,
                row -> String.format(Locale.ROOT, "%s: %.1f s", name(row), row.duration()));
    }

    private <T> void add(String title, List<T> all, Function<T, String> line) {
        if (all.isEmpty()) {
            return;
        }
        text.append("<details><summary>").append(title).append("</summary>\n\n");
        int shown = 0;
        for (T one : all) {
            String added = "- " + line.apply(one) + "\n";
            if (text.length() + added.length() > LONGEST - 1000) {
                break;
            }
            text.append(added);
            shown++;
        }
        if (shown < all.size()) {
            text.append("- and %d more%n".formatted(all.size() - shown));
        }
        text.append("\n</details>\n\n");
    }

    private static String name(TestRow row) {
        String target = FormatText.orEmpty(row.target());
        return escaped(target.isEmpty() ? row.name() : target + ": " + row.name());
    }

    /** Return a text as one line in which nothing is Markdown, HTML or a mention of a user. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        FormatText.line(text, REASON)
                .codePoints()
                .forEach(
                        c -> {
                            if (c < 0x80 && "\\`*_{}[]()<>#+-.!|~&@:$/=^".indexOf(c) >= 0) {
                                escaped.append(isWord(c) ? "" + (char) c : "&#" + c + ";");
                            } else {
                                escaped.appendCodePoint(c);
                            }
                        });
        return escaped.toString();
    }

    /** Return whether a character of names and paths is harmless inside of a word. */
    private static boolean isWord(int c) {
        return c == '.' || c == '-' || c == '/' || c == '(' || c == ')' || c == '+' || c == '=';
    }
}
