package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A line that was typed, and how its echo is known.
 *
 * <p>A terminal and the line editor of a shell put more between the characters of a line than they
 * were given: the ends of rows, characters that are written twice, the prompts of continued lines,
 * the line once more from its beginning; and a kernel or a daemon may write lines of its own.
 */
final class TypedLine {
    /** What an attempt has come to. */
    enum State {
        NO_ECHO,
        /** More output may show that it is one. */
        UNDECIDED,
        /** The output ends within what looks like one. */
        GROWING,
        ECHO
    }

    /**
     * What is known of an echo.
     *
     * @param pieces pairs of indexes: where each piece begins and ends
     * @param growing where the piece began that the output ends in
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

    /** What precedes a line at a shell, a boot loader or a debugger. */
    private static final Pattern PROMPT = Pattern.compile("[^\\r\\n]{0,79}[#$%>] ?");

    private final byte[] line;
    private final long from;

    TypedLine(byte[] line, long from) {
        this.line = line;
        this.from = from;
    }

    /** Where the output ended when the line was sent. */
    long from() {
        return from;
    }

    byte first() {
        return line[0];
    }

    /** Whether the echo that begins at an index of the output is there. */
    Attempt attempt(byte[] output, int length, int at) {
        return new EchoMatcher(line, output, length).from(at);
    }

    /** Whether a shell that begins to read draws the line once more at an index. */
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

    /** Whether what stands before an index in its row looks like a prompt. */
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

    /** Whether a typed byte is no character: a terminal echoes {@code ^X}, or what the key does. */
    static boolean isKey(byte b) {
        return b == DELETE || (b >= 0 && b < ' ' && !isEnd(b));
    }
}
