package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.tap.internal.Failure;
import org.qemu.functional.tap.internal.Point;
import org.qemu.functional.tap.internal.ReportOutput;
import org.qemu.functional.tap.internal.TapText;
import org.qemu.functional.tap.internal.Verdict;

/**
 * Writes the lines of TAP 13 in UTF-8, each point completely and flushed, and counts them.
 *
 * <p>After the first error of the stream, nothing more is written, because the reader has exited or
 * would find a gap. Not thread-safe.
 */
final class TapWriter implements ReportOutput {

    private final OutputStream out;
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private int points;
    private boolean begun;
    private @Nullable IOException failure;

    TapWriter(OutputStream out) {
        this.out = out;
    }

    /** Write the plan, either before all points or after them. */
    @Override
    public void planned(int count) {
        write(count == 0 ? "1..0 # SKIP no tests\n" : "1.." + count + "\n");
    }

    /** Write a line that readers of TAP ignore. */
    @Override
    public void running(String name) {
        write("# running " + TapText.name(name) + "\n");
    }

    @Override
    public void ended(Point point) {
        YamlBlock block = new YamlBlock().milliseconds("duration_ms", point.nanoseconds());
        Failure failure = point.failure();
        if (failure != null) {
            failure.fields().forEach(block::text);
        }
        if (!point.reason().isEmpty()) {
            block.text("reason", point.reason());
        }
        block.list("logs", point.logs()).map("entries", point.entries());
        point(point.verdict(), point.id().title(), point.reason(), block);
    }

    /**
     * Write the next point; the reason is that of a skipped one or of an expected failure. If the
     * name had to be changed, the original is added to the block.
     */
    void point(Verdict verdict, String name, String reason, YamlBlock details) {
        points++;
        counts.merge(verdict, 1, Integer::sum);
        String shown = TapText.name(name);
        if (!shown.equals(name)) {
            details.text("name", name);
        }
        // The dash prevents a name that starts with a digit from being read as the number.
        String line = start(verdict) + points + " - " + shown;
        if (!directive(verdict).isEmpty()) {
            line = (line + directive(verdict) + TapText.reason(reason)).stripTrailing();
        }
        write(line + "\n" + details);
    }

    private static String start(Verdict verdict) {
        return verdict == Verdict.FAILED || verdict == Verdict.EXPECTED_FAILURE ? "not ok " : "ok ";
    }

    private static String directive(Verdict verdict) {
        return switch (verdict) {
            case SKIPPED -> " # SKIP ";
            case EXPECTED_FAILURE -> " # TODO ";
            case PASSED, FAILED -> "";
        };
    }

    /** Write that nothing more follows. */
    @Override
    public void bailedOut(String reason) {
        write("Bail out! " + TapText.reason(reason) + "\n");
    }

    TapSummary summary() {
        return new TapSummary(
                count(Verdict.PASSED),
                count(Verdict.FAILED),
                count(Verdict.SKIPPED),
                count(Verdict.EXPECTED_FAILURE));
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private int count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    private void write(String lines) {
        if (failure != null) {
            return;
        }
        String text = begun ? lines : "TAP version 13\n" + lines;
        begun = true;
        try {
            out.write(text.getBytes(UTF_8));
            out.flush();
            // A PrintStream, such as System.out, does not throw its errors.
            if (out instanceof PrintStream stream && stream.checkError()) {
                throw new IOException("the output stream reports an error");
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
