package org.qemu.functional.tap.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Prints each failure in human-readable form when it occurs: the test, what happened, where, the
 * log files and the command that runs the test again. Some readers of TAP show standard error
 * instead of the YAML blocks, such as {@code meson test --print-errorlogs}.
 */
public final class FailureText implements ReportOutput {
    /** meson shows the last 100 lines of a program; the texts of two tests fit into them. */
    private static final int MAX_LINES = 40;

    private static final int HEAD = 15;

    private final PrintStream out;
    private final Function<String, String> rerun;
    private final List<String> failed = new ArrayList<>();

    /**
     * Create an output.
     *
     * @param rerun returns the command for a selector for which the test has published none, or an
     *     empty string
     */
    public FailureText(PrintStream out, Function<String, String> rerun) {
        this.out = out;
        this.rerun = rerun;
    }

    @Override
    public void ended(Point point) {
        Failure failure = point.failure();
        if (failure == null || point.verdict() == Verdict.EXPECTED_FAILURE) {
            return;
        }
        failed.add(TapText.visible(point.id().title()));
        StringBuilder text = new StringBuilder();
        text.append("\nFAILED ").append(TapText.visible(point.id().title()));
        if (!failure.field("kind").isEmpty()) {
            text.append(" (").append(failure.field("kind")).append(')');
        }
        text.append('\n');
        bounded(failure.message().lines().toList())
                .forEach(line -> text.append("  ").append(TapText.visible(line)).append('\n'));
        append(text, "at", List.of(failure.field("at")));
        append(text, "logs", point.logs());
        append(text, "rerun", point.entries().getOrDefault("rerun", List.of(rerun(point))));
        // Print it at once, because tests that run concurrently print, too.
        out.print(text);
        out.flush();
    }

    /**
     * Print the names of all failed tests, because a reader may have cut off the first failures.
     */
    @Override
    public void finished() {
        if (failed.size() > 1) {
            out.printf("%n%d tests failed: %s%n", failed.size(), String.join(", ", failed));
            out.flush();
        }
    }

    private String rerun(Point point) {
        return point.id().className().isEmpty() ? "" : rerun.apply(point.id().selector());
    }

    private static void append(StringBuilder text, String label, List<String> values) {
        String start = label + ":";
        for (String value : values) {
            if (!value.isEmpty()) {
                text.append("  ")
                        .append("%-6s ".formatted(start))
                        .append(TapText.visible(value))
                        .append('\n');
                start = "";
            }
        }
    }

    private static List<String> bounded(List<String> lines) {
        if (lines.size() <= MAX_LINES) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, HEAD));
        shown.add("[… %d lines omitted …]".formatted(lines.size() - MAX_LINES));
        shown.addAll(lines.subList(lines.size() - MAX_LINES + HEAD, lines.size()));
        return shown;
    }
}
