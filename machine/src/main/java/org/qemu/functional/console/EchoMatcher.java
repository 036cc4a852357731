package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.console.TypedLine.Attempt;
import org.qemu.functional.console.TypedLine.State;

/** Follow the echo of a typed line through a console's output, in one attempt. */
final class EchoMatcher {
    /** The maximum number of bytes in foreign lines, and of positions where they may begin. */
    private static final int MAX_FOREIGN = 1 << 11;

    private static final int MAX_INTERRUPTIONS = 4;

    /**
     * The maximum number of characters of a foreign line that may equal the typed ones by chance.
     */
    private static final int MAX_CHANCE = 4;

    private static final int MAX_STEPS = 20_000;

    /** The maximum number of columns that a tab character advances. */
    private static final int TAB = 8;

    /** The prompt of a shell before a continuation line, or of Python inside a block. */
    private static final Pattern CONTINUATION =
            Pattern.compile("[a-z ]{0,20}> |\\.\\.\\. |\\? |[ \\t]+");

    /** The prefix of Linux kernel messages. */
    private static final Pattern KERNEL = Pattern.compile("<\\d+>|\\[ *\\d+\\.\\d+\\]");

    private final byte[] line;
    private final byte[] out;
    private final int length;
    private int steps;

    EchoMatcher(byte[] line, byte[] out, int length) {
        this.line = line;
        this.out = out;
        this.length = length;
    }

    /** Follow the echo that begins at an index of the output. */
    Attempt from(int at) {
        return go(at, 0, at, 0, List.of());
    }

    private byte at(int index) {
        return index < length ? out[index] : 0;
    }

    private Attempt go(int start, int typed, int piece, int interruptions, List<int[]> pieces) {
        int at = start;
        int next = typed;
        int begin = piece;
        boolean redraw = false;
        while (next < line.length) {
            if (at >= length) {
                return next > 0 ? new Attempt(State.GROWING, List.of(), begin) : Attempt.NONE;
            }
            if (++steps > MAX_STEPS) {
                return Attempt.NONE;
            }
            byte b = out[at];
            if (TypedLine.isKey(line[next])) {
                at = behindKey(at, line[next]);
                next++;
                continue;
            }
            boolean twice = next > 0 && isWrittenTwice(at);
            if (TypedLine.isEnd(line[next]) && TypedLine.isEnd(b)) {
                next = skipTypedEnd(next);
                at = continuation(skipEnds(at), next);
            } else if (b == line[next]) {
                if (twice && writesAgain(at, line[next])) {
                    Attempt again = go(at + 2, next, begin, interruptions, pieces);
                    if (again.state() == State.ECHO || again.state() == State.GROWING) {
                        return again;
                    }
                }
                next++;
                at++;
            } else if (next > 0 && (TypedLine.isEnd(b) || b == '\b' || b == 7 || b == 0)) {
                redraw = b == '\r' && at(at + 1) != '\n';
                at++;
                if (redraw && at < length && out[at] != line[next]) {
                    Attempt again = fromPrompt(at, interruptions, with(pieces, begin, at));
                    if (again.state() == State.ECHO || again.state() == State.GROWING) {
                        return again;
                    }
                }
            } else if (twice) {
                at += 2;
            } else {
                return mayBeInterrupted(at, next) && interruptions < MAX_INTERRUPTIONS
                        ? interrupted(at, next, interruptions, with(pieces, begin, at))
                        : Attempt.NONE;
            }
        }
        if (interruptions > 0 && at >= length) {
            return new Attempt(State.GROWING, List.of(), begin);
        }
        if (interruptions > 0 && !TypedLine.isEnd(out[at])) {
            return Attempt.NONE;
        }
        return new Attempt(State.ECHO, with(pieces, begin, at), begin);
    }

    /** Return where the echo of a control key ends; a line editor may show nothing. */
    private int behindKey(int at, byte key) {
        if (out[at] == '^' && (at + 1 == length || out[at + 1] == (key ^ '@'))) {
            return Math.min(length, at + 2);
        }
        if (key == '\b' || key == TypedLine.DELETE) {
            boolean blanks = at(at + 1) == ' ' && (at + 2 == length || at(at + 2) == '\b');
            return out[at] != '\b' ? at : blanks ? Math.min(length, at + 3) : at + 1;
        }
        int behind = at;
        while (key == '\t' && behind < Math.min(length, at + TAB) && out[behind] == ' ') {
            behind++;
        }
        return behind == at && out[at] == key ? at + 1 : behind;
    }

    /**
     * Return whether a foreign line may begin here. A single matching character is assumed to be
     * chance, unless a kernel message follows.
     */
    private boolean mayBeInterrupted(int at, int next) {
        return next >= Math.min(2, line.length) || (next > 0 && isKernel(at));
    }

    private boolean isKernel(int at) {
        return KERNEL.matcher(new String(out, at, Math.min(40, length - at), ISO_8859_1))
                .lookingAt();
    }

    /**
     * Return whether a line editor writes a character twice, as at the end of a row: the character,
     * and back over it.
     */
    private boolean isWrittenTwice(int at) {
        return out[at] >= ' ' && (at(at + 1) == '\b' || (at(at + 1) == '\r' && at(at + 2) != '\n'));
    }

    /** Return whether the character is repeated after the cursor movement. */
    private boolean writesAgain(int at, byte typed) {
        return at + 2 >= length || out[at + 2] == typed;
    }

    private int skipEnds(int at) {
        int behind = at;
        while (behind < length && (TypedLine.isEnd(out[behind]) || out[behind] == 0)) {
            behind++;
        }
        return behind;
    }

    private int skipTypedEnd(int next) {
        int behind = next;
        while (behind < line.length && TypedLine.isEnd(line[behind])) {
            behind++;
        }
        return behind;
    }

    /** Skip the prompt before a continuation line. */
    private int continuation(int at, int next) {
        if (next == line.length || at >= length) {
            return at;
        }
        Matcher prompt =
                CONTINUATION.matcher(
                        new String(
                                out, at, Math.min(TypedLine.MAX_PROMPT, length - at), ISO_8859_1));
        if (prompt.lookingAt() && at(at + prompt.end()) == line[next]) {
            return at + prompt.end();
        }
        return at;
    }

    /** Follow a repetition of the line after a prompt in the row that begins at an index. */
    private Attempt fromPrompt(int row, int interruptions, List<int[]> pieces) {
        Attempt best = Attempt.NONE;
        for (int at = row;
                at < Math.min(length, row + TypedLine.MAX_PROMPT) && !TypedLine.isEnd(out[at]);
                at++) {
            if (out[at] == line[0]) {
                Attempt attempt = go(at, 0, at, interruptions, pieces);
                if (attempt.state() == State.ECHO) {
                    return attempt;
                }
                best = better(best, attempt);
            }
        }
        return best;
    }

    /**
     * Skip lines of other programs, followed by either the rest or a repetition of the whole line.
     */
    private Attempt interrupted(int from, int next, int interruptions, List<int[]> pieces) {
        Attempt best = Attempt.NONE;
        int at = from;
        while (true) {
            while (at < length && out[at] != '\n') {
                at++;
            }
            if (at - from > MAX_FOREIGN) {
                return best;
            }
            if (at + 1 >= length) {
                return better(best, Attempt.UNDECIDED);
            }
            at++;
            for (int chance = 0; chance <= Math.min(MAX_CHANCE, next - 1); chance++) {
                if (out[at] == line[next - chance]) {
                    Attempt attempt = go(at, next - chance, at, interruptions + 1, pieces);
                    if (attempt.state() == State.ECHO) {
                        return attempt;
                    }
                    best = better(best, attempt);
                }
            }
            Attempt again = fromPrompt(at, interruptions + 1, pieces);
            if (again.state() == State.ECHO) {
                return again;
            }
            best = better(best, again);
        }
    }

    private static Attempt better(Attempt one, Attempt other) {
        return other.state().compareTo(one.state()) > 0 ? other : one;
    }

    private static List<int[]> with(List<int[]> pieces, int begin, int end) {
        List<int[]> more = new ArrayList<>(pieces);
        more.add(new int[] {begin, end});
        return more;
    }
}
