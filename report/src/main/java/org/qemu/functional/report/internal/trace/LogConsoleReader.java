package org.qemu.functional.report.internal.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.input.TextFiles;

/**
 * Reads the log of a console, in which each line begins with the time at which it came: {@code
 * 2026-11-20 21:17:35,123: text}.
 *
 * <p>The log has local times, perhaps of another host; the time zone follows from when the test
 * began.
 */
public final class LogConsoleReader {
    private static final int STAMP = "2026-11-20 21:17:35,123: ".length();

    /** In seconds: all time zones differ by a multiple of it. */
    private static final double ZONE_STEP = 900;

    /** In UTF-16 units: lines of the same time are passed on together. */
    private static final int JOINED = 8 << 10;

    private static final int LONGEST_PIECE = 64 << 10;
    private static final int BUFFER = 16 << 10;

    private final ConsoleEvents events;
    private final OptionalDouble start;
    private double offset = Double.NaN;
    private double last;
    private boolean timed;
    private boolean atLineStart = true;
    private final StringBuilder pending = new StringBuilder();

    private LogConsoleReader(ConsoleEvents events, OptionalDouble start) {
        this.events = events;
        this.start = start;
    }

    /**
     * Read a log, and return whether it has times.
     *
     * @param started when the test began, in ISO 8601; without it the first line has the time 0
     */
    public static boolean read(Path file, @Nullable String started, ConsoleEvents events)
            throws IOException {
        LogConsoleReader reader = new LogConsoleReader(events, seconds(started));
        try (BufferedReader lines = TextFiles.reader(file)) {
            StringBuilder line = new StringBuilder();
            char[] buffer = new char[BUFFER];
            for (int length; (length = lines.read(buffer)) >= 0; ) {
                reader.read(buffer, length, line);
            }
            if (line.length() > 0) {
                reader.line(line, true);
            }
        }
        reader.flush();
        return reader.timed;
    }

    private static OptionalDouble seconds(@Nullable String started) {
        try {
            return started == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Instant.parse(started).toEpochMilli() / 1000.0);
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }

    private void read(char[] buffer, int length, StringBuilder line) throws IOException {
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                line.append(buffer, begin, i - begin);
                line(line, true);
                line.setLength(0);
                begin = i + 1;
            }
        }
        line.append(buffer, begin, length - begin);
        if (line.length() > LONGEST_PIECE) {
            line(line, false);
            line.setLength(0);
        }
    }

    /** Add a line, or a piece of one that is too long to be kept in memory. */
    private void line(StringBuilder line, boolean ends) throws IOException {
        double stamp = atLineStart ? stamp(line) : Double.NaN;
        atLineStart = ends;
        int begin = 0;
        if (Double.isFinite(stamp)) {
            begin = STAMP;
            timed = true;
            if (Double.isNaN(offset)) {
                double distance = start.isPresent() ? stamp - start.getAsDouble() : 0;
                double zone = Math.rint(distance / ZONE_STEP) * ZONE_STEP;
                offset = start.isPresent() ? start.getAsDouble() + zone : stamp;
            }
            double t = Math.max(last, stamp - offset);
            if (t > last) {
                flush();
                last = t;
            }
        }
        int end = line.length();
        if (ends && end > begin && line.charAt(end - 1) == '\r') {
            end--;
        }
        pending.append(line, begin, end).append(ends ? "\r\n" : "");
        if (pending.length() > JOINED) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (pending.length() > 0) {
            events.event(last, "o", pending.toString());
            pending.setLength(0);
        }
    }

    /** Return the time at the beginning of a line in seconds, as if it were in UTC, or NaN. */
    private static double stamp(StringBuilder line) {
        if (line.length() < STAMP
                || line.charAt(4) != '-'
                || line.charAt(19) != ','
                || line.charAt(23) != ':') {
            return Double.NaN;
        }
        try {
            LocalDateTime time =
                    LocalDateTime.of(
                            number(line, 0, 4),
                            number(line, 5, 7),
                            number(line, 8, 10),
                            number(line, 11, 13),
                            number(line, 14, 16),
                            number(line, 17, 19));
            return time.toEpochSecond(ZoneOffset.UTC) + number(line, 20, 23) / 1000.0;
        } catch (DateTimeException | NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static int number(StringBuilder line, int begin, int end) {
        return Integer.parseUnsignedInt(line, begin, end, 10);
    }
}
