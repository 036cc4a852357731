package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of TAP 13 in UTF-8, each point completely and flushed, and counts them.
 *
 * <p>After the first error of the stream, nothing more is written, because the reader has exited or
 * would find a gap. Not thread-safe.
 */
final class TapWriter {

    private final OutputStream out;
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private int points;
    private boolean begun;
    private @Nullable IOException failure;

    TapWriter(OutputStream out) {
        this.out = out;
    }

    /** Write the plan, either before all points or after them. */
    void plan(int count) {
        write(count == 0 ? "1..0 # SKIP no tests\n" : "1.." + count + "\n");
    }

    /** Write a line that readers of TAP ignore. */
    void comment(String text) {
        write("# " + TapText.name(text) + "\n");
    }

    /**
     * Write the next point; the reason is that of a skipped one. If the name had to be changed, add
     * the original to the block.
     */
    void point(Verdict verdict, String name, String reason, YamlBlock details) {
        points++;
        counts.merge(verdict, 1, Integer::sum);
        String shown = TapText.name(name);
        if (!shown.equals(name)) {
            details.text("name", name);
        }
        // The dash prevents a name that starts with a digit from being read as the number.
        String line = (verdict == Verdict.FAILED ? "not ok " : "ok ") + points + " - " + shown;
        if (verdict == Verdict.SKIPPED) {
            line = (line + " # SKIP " + TapText.reason(reason)).stripTrailing();
        }
        write(line + "\n" + details);
    }

    /** Write that nothing more follows. */
    void bailOut(String reason) {
        write("Bail out! " + TapText.reason(reason) + "\n");
    }

    int points() {
        return points;
    }

    TapSummary summary() {
        return new TapSummary(count(Verdict.PASSED), count(Verdict.FAILED), count(Verdict.SKIPPED));
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
