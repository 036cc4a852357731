package org.qemu.functional.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Find where a console echoes what was typed, so that nobody takes the echo for an answer.
 *
 * <p>A line is echoed once, somewhere behind the place where it was sent, possibly broken by the
 * line ends, backspaces and escape sequences of a shell's line editor. A console that does not echo
 * is believed after {@link #GIVE_UP} bytes.
 *
 * <p>Not thread safe: {@link Console} guards it.
 */
final class Echoes {
    /** How far behind the place of sending an echo may begin, in bytes. */
    private static final int GIVE_UP = 1 << 16;

    private static final int ESCAPE = 0x1b;

    /** A line that was sent when so many bytes had come. */
    private static final class Typed {
        private final byte[] line;
        private final long from;

        Typed(byte[] line, long from) {
            this.line = line;
            this.from = from;
        }
    }

    private record Range(long start, long end) {}

    private final Deque<Typed> awaited = new ArrayDeque<>();
    private final List<Range> found = new ArrayList<>();
    private long searched;
    private long growing = Long.MAX_VALUE;

    /** Expect the echo of a line that is about to be sent. */
    void expect(byte[] line, long from) {
        if (line.length > 0) {
            awaited.add(new Typed(line, from));
        }
    }

    /** Look at what has come since the last time. */
    void look(ConsoleBuffer buffer) {
        growing = Long.MAX_VALUE;
        for (Typed typed = awaited.peek(); typed != null; typed = awaited.peek()) {
            long from = Math.max(Math.max(searched, typed.from), buffer.start());
            byte[] output = buffer.copy(from, buffer.end());
            int start = 0;
            int end = -1;
            while (start < output.length && end == -1) {
                end = match(output, start, typed.line);
                start = end == -1 ? start + 1 : start;
            }
            searched = from + start;
            if (end <= 0) {
                if (end == PARTIAL) {
                    growing = searched;
                }
                if (buffer.end() - typed.from < GIVE_UP) {
                    return;
                }
            } else {
                searched = from + end;
                found.add(new Range(from + start, from + end));
            }
            awaited.remove();
        }
    }

    private static final int PARTIAL = 0;

    /** The end of an echo that begins at an offset, {@link #PARTIAL} if more may come, or -1. */
    private static int match(byte[] output, int start, byte[] line) {
        int at = start;
        int matched = 0;
        while (matched < line.length) {
            if (at == output.length) {
                return matched == 0 ? -1 : PARTIAL;
            }
            if (output[at] == line[matched]) {
                matched++;
                at++;
            } else {
                int behind = matched == 0 ? at : skipBreak(output, at);
                if (behind == at) {
                    return -1;
                }
                at = behind;
            }
        }
        return at;
    }

    /** What a line editor puts between two characters, or nothing. */
    private static int skipBreak(byte[] output, int at) {
        byte b = output[at];
        if (b == '\r' || b == '\n' || b == '\b' || b == 7) {
            return at + 1;
        }
        if (b == ' '
                && at + 1 < output.length
                && (output[at + 1] == '\r' || output[at + 1] == '\b')) {
            return at + 2;
        }
        if (b != ESCAPE || at + 1 >= output.length) {
            return at;
        }
        int end = at + 2;
        if (output[at + 1] == '[') {
            while (end < output.length && (output[end] < '@' || output[end] > '~')) {
                end++;
            }
            end++;
        }
        return Math.min(end, output.length);
    }

    /** Whether a match is a part of an echo. */
    boolean cover(long start, long end) {
        return found.stream().anyMatch(echo -> echo.start() <= start && end <= echo.end());
    }

    /** Whether a match may turn out to be a part of an echo that has come in part. */
    boolean mayCover(long start) {
        return start >= growing;
    }

    /** Forget echoes before an offset. */
    void forgetBefore(long offset) {
        found.removeIf(echo -> echo.end() <= offset);
    }
}
