package org.qemu.functional.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * One entry of a log as it is written: {@code 2026-11-20 21:17:35,123 - DEBUG: qemu.machine text}.
 *
 * <p>That is what QEMU's framework writes, less the function's name, which costs a stack walk an
 * entry.
 */
final class LogLine {
    private LogLine() {}

    static byte[] of(
            long millis,
            String level,
            String logger,
            CharSequence message,
            @Nullable Throwable thrown) {
        StringBuilder line = new StringBuilder(64 + message.length());
        line.append(Timestamp.dateAndTime(Instant.ofEpochMilli(millis)));
        line.append(" - ").append(level).append(": ").append(logger).append(' ');
        line.append(message).append('\n');
        if (thrown != null) {
            StringWriter stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            line.append(stack.getBuffer());
        }
        return SafeText.lines(line.toString()).getBytes(UTF_8);
    }
}
