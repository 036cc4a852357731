package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A typed line, and how to recognize its echo.
 *
 * <p>A terminal and a shell's line editor add to the characters of a line: line ends at the end of
 * a row, characters that are written twice, the prompts of continuation lines, the line again from
 * its beginning. A kernel or a daemon may write lines of its own in between.
 */
final class TypedLine {
    /** The state of an attempt. */
    enum State {
        NO_ECHO,
        /** More output may show that it is an echo. */
        UNDECIDED,
        /** The output ends within what appears to be an echo. */
        GROWING,
        ECHO
    }

    /**
     * What is known of an echo.
     *
     * @param pieces pairs of indexes: the beginning and the end of each piece
     * @param growing the beginning of the piece in which the output ends
     */
    record Attempt(State state, List<int[]> pieces, int growing) {
        static final Attempt NONE = new Attempt(State.NO_ECHO, List.of(), 0);
        static final Attempt UNDECIDED = new Attempt(State.UNDECIDED, List.of(), 0);

        int end() {
            return pieces.get(pieces.size() - 1)[1];
        }
    }

    static final int MAX_PROMPT = 80;
    static final byte DELETE = 0x7f;

    /** The prompt of a shell, a boot loader or a debugger. */
    private static final Pattern PROMPT = Pattern.compile("[^\\r\\n]{0,79}[#$%>] ?");

    private final byte[] line;
    private final long from;

    TypedLine(byte[] line, long from) {
        this.line = line;
        this.from = from;
    }

    /** Return the end of the output when the line was sent. */
    long from() {
        return from;
    }

    byte first() {
        return line[0];
    }

    /** Check whether an echo begins at an index of the output. */
    Attempt attempt(byte[] output, int length, int at) {
        return new EchoMatcher(line, output, length).from(at);
    }

    /** Check whether a shell that begins to read redraws the line at an index. */
    Attempt redrawn(byte[] output, int length, int at) {
        if (!isBehindPrompt(output, at)) {
            return Attempt.NONE;
        }
        Attempt attempt = attempt(output, length, at);
        if (attempt.state() == State.ECHO && attempt.end() == length) {
            return new Attempt(State.GROWING, List.of(), at);
        }
        boolean whole =
                attempt.state() == State.ECHO
                        && attempt.pieces().size() == 1
                        && isEnd(output[attempt.end()]);
        return whole || attempt.state() == State.GROWING ? attempt : Attempt.NONE;
    }

    /** Return whether the text before an index in its row looks like a prompt. */
    static boolean isBehindPrompt(byte[] output, int at) {
        int row = at;
        while (row > 0 && !isEnd(output[row - 1]) && at - row < MAX_PROMPT) {
            row--;
        }
        return PROMPT.matcher(new String(output, row, at - row, ISO_8859_1)).matches();
    }

    static boolean isEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /**
     * Return whether a typed byte is a control key: a terminal echoes it as {@code ^X}, or performs
     * its function.
     */
    static boolean isKey(byte b) {
        return b == DELETE || (b >= 0 && b < ' ' && !isEnd(b));
    }
}
