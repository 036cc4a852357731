package org.qemu.functional.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Formats one log entry: {@code 2026-11-20 21:17:35,123 - DEBUG: qemu.machine text}.
 *
 * <p>This is the format of QEMU's framework without the name of the function, which would need a
 * stack walk for each entry.
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
