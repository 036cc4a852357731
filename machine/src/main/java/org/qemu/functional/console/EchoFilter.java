package org.qemu.functional.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Find where a console echoes typed input, so that the echo is not mistaken for output.
 *
 * <p>Lines are echoed in the order in which they were typed, each somewhere after the offset at
 * which it was sent. A line that is not echoed, such as a password, is abandoned as soon as the
 * echo of a later one is found, or after {@link #GIVE_UP} bytes. A line that was typed before the
 * shell read it is echoed twice: by the terminal, and after the prompt.
 *
 * <p>Not thread-safe except for {@link #cover}: guarded by {@link Console}.
 */
final class EchoFilter {
    /** The maximum distance, in bytes, from the offset of sending to the start of an echo. */
    private static final int GIVE_UP = 1 << 16;

    /** The maximum number of lines searched for at once. */
    private static final int MAX_AHEAD = 16;

    private record Range(long start, long end) {}

    /** The pieces of one echo. */
    private record Echo(List<Range> pieces) {
        boolean holds(long offset) {
            return pieces.stream().anyMatch(p -> p.start() <= offset && offset < p.end());
        }

        long end() {
            return pieces.get(pieces.size() - 1).end();
        }
    }

    private final List<TypedLine> awaited = new ArrayList<>();

    /**
     * A line that was echoed before a shell read it, and the offset up to which a second echo was
     * searched for.
     */
    private record Ahead(TypedLine line, long searched) {}

    private final List<Ahead> ahead = new ArrayList<>();

    private final List<Echo> found = new CopyOnWriteArrayList<>();
    private long searched;
    private long growing = Long.MAX_VALUE;

    /** Record a line whose echo to expect, before it is sent. */
    void expect(byte[] line, long from) {
        int begin = 0;
        for (int i = 0; i <= line.length; i++) {
            if (i == line.length || endsLine(line[i])) {
                await(line, begin, i, from);
                begin = i + 1;
            }
        }
    }

    /**
     * Return whether a key makes a terminal discard what was typed before it: ^C, ^D, ^U, ^Z, ^\.
     */
    private static boolean endsLine(byte key) {
        return key == 3 || key == 4 || key == 0x15 || key == 0x1a || key == 0x1c;
    }

    private void await(byte[] line, int begin, int end, long from) {
        int first = begin;
        while (first < end && TypedLine.isKey(line[first])) {
            first++;
        }
        if (first < end) {
            awaited.add(new TypedLine(Arrays.copyOfRange(line, first, end), from));
        }
    }

    /** Search the output received since the last call. */
    void look(ConsoleBuffer buffer) {
        growing = Long.MAX_VALUE;
        while (findNext(buffer)) {}
        awaited.removeIf(line -> buffer.end() - line.from() >= GIVE_UP);
        findRedrawn(buffer);
        ahead.removeIf(again -> buffer.end() - again.line().from() >= GIVE_UP);
    }

    /** Find the echo of one of the lines; return whether one was found. */
    private boolean findNext(ConsoleBuffer buffer) {
        if (awaited.isEmpty()) {
            return false;
        }
        long from = Math.max(searched, awaited.get(0).from());
        VisibleText text = buffer.visible(from - TypedLine.MAX_PROMPT, buffer.known());
        long partly = Long.MAX_VALUE;
        long undecided = buffer.known();
        for (int i = 0; i < Math.min(awaited.size(), MAX_AHEAD); i++) {
            TypedLine line = awaited.get(i);
            int start = text.index(Math.max(from, line.from()));
            for (int at = start; at < text.length(); at++) {
                if (text.bytes()[at] != line.first()) {
                    continue;
                }
                TypedLine.Attempt attempt = line.attempt(text.bytes(), text.length(), at);
                boolean echo = attempt.state() == TypedLine.State.ECHO;
                if (echo && i > 0 && !endsLine(text, attempt.end())) {
                    if (attempt.end() == text.length()) {
                        partly = Math.min(partly, text.offset(at));
                    }
                    continue;
                }
                if (echo && text.offset(at) < partly) {
                    accept(text, attempt, i);
                    return true;
                }
                if (attempt.state() == TypedLine.State.GROWING) {
                    partly = Math.min(partly, text.offset(attempt.growing()));
                }
                if (attempt.state() != TypedLine.State.NO_ECHO) {
                    undecided = Math.min(undecided, text.offset(at));
                }
            }
        }
        growing = partly;
        if (awaited.size() <= MAX_AHEAD) {
            searched = Math.max(searched, Math.min(undecided, partly));
        }
        return false;
    }

    private static boolean endsLine(VisibleText text, int end) {
        return end < text.length() && TypedLine.isEnd(text.bytes()[end]);
    }

    private void accept(VisibleText text, TypedLine.Attempt attempt, int index) {
        TypedLine line = awaited.get(index);
        awaited.subList(0, index + 1).clear();
        searched = add(text, attempt);
        if (!TypedLine.isBehindPrompt(text.bytes(), attempt.pieces().get(0)[0])) {
            ahead.add(new Ahead(line, searched));
        }
    }

    private long add(VisibleText text, TypedLine.Attempt attempt) {
        List<Range> pieces = new ArrayList<>();
        for (int[] piece : attempt.pieces()) {
            pieces.add(new Range(text.offset(piece[0]), text.endOffset(piece[1])));
        }
        Echo echo = new Echo(pieces);
        found.add(echo);
        return echo.end();
    }

    /** Find lines that a shell redraws when it reads them. */
    private void findRedrawn(ConsoleBuffer buffer) {
        ahead.replaceAll(again -> new Ahead(again.line(), findRedrawn(buffer, again)));
        ahead.removeIf(again -> again.searched() == Long.MAX_VALUE);
    }

    /**
     * Return the offset from which to search next, or {@link Long#MAX_VALUE} if the line was found.
     */
    private long findRedrawn(ConsoleBuffer buffer, Ahead again) {
        VisibleText text = buffer.visible(again.searched() - TypedLine.MAX_PROMPT, buffer.known());
        for (int at = text.index(again.searched()); at < text.length(); at++) {
            if (text.bytes()[at] != again.line().first()) {
                continue;
            }
            TypedLine.Attempt attempt = again.line().redrawn(text.bytes(), text.length(), at);
            if (attempt.state() == TypedLine.State.ECHO) {
                add(text, attempt);
                return Long.MAX_VALUE;
            }
            if (attempt.state() == TypedLine.State.GROWING) {
                growing = Math.min(growing, text.offset(at));
                return text.offset(at);
            }
        }
        return buffer.known();
    }

    /** Return whether a match is part of an echo. */
    boolean cover(long start, long end) {
        return found.stream().anyMatch(echo -> echo.holds(start) && echo.holds(end - 1));
    }

    /** Return whether a match may turn out to be part of an echo that has arrived in part. */
    boolean mayCover(long start) {
        return start >= growing;
    }

    /** Discard echoes before an offset. */
    void forgetBefore(long offset) {
        found.removeIf(echo -> echo.end() <= offset);
    }
}
