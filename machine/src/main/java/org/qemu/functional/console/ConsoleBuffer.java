package org.qemu.functional.console;

import java.util.ArrayList;
import java.util.List;

/**
 * Keep the end of an unbounded stream of bytes, addressed by offsets from its beginning, and record
 * which bytes are visible.
 *
 * <p>Not thread-safe: guarded by {@link Console}.
 */
final class ConsoleBuffer {
    static final int SEGMENT = 1 << 16;

    private final List<byte[]> segments = new ArrayList<>();

    /** The offset of the first byte of the first segment; a multiple of {@link #SEGMENT}. */
    private long base;

    private long end;
    private final EscapeSequences escapes = new EscapeSequences();
    private boolean showsEscapes;

    /** Set whether escape sequences count as visible. */
    void showEscapes(boolean show) {
        showsEscapes = show;
    }

    /** Return the offset of the first byte that is kept. */
    long start() {
        return base;
    }

    /** Return the offset after the last byte received. */
    long end() {
        return end;
    }

    /** Return the offset after the last byte whose visibility is known. */
    long known() {
        return showsEscapes ? end : escapes.known(end);
    }

    void append(byte[] bytes, int from, int length) {
        escapes.append(end, bytes, from, length);
        int done = 0;
        while (done < length) {
            int at = (int) (end % SEGMENT);
            if (at == 0) {
                segments.add(new byte[SEGMENT]);
            }
            int part = Math.min(length - done, SEGMENT - at);
            System.arraycopy(bytes, from + done, segments.get(segments.size() - 1), at, part);
            end += part;
            done += part;
        }
    }

    /** Discard whole segments before an offset. */
    void forgetBefore(long offset) {
        int whole = (int) ((Math.min(offset, end) - base) / SEGMENT);
        if (whole > 0) {
            segments.subList(0, whole).clear();
            base += (long) whole * SEGMENT;
            escapes.forgetBefore(base);
        }
    }

    /** Return the bytes of a range, limited to those that are kept. */
    byte[] copy(long from, long to) {
        long first = Math.max(from, base);
        long last = Math.min(to, end);
        byte[] copy = new byte[(int) Math.max(0, last - first)];
        copy(first, copy, 0, copy.length);
        return copy;
    }

    private void copy(long from, byte[] target, int at, int length) {
        int done = 0;
        while (done < length) {
            long offset = from + done;
            int in = (int) (offset % SEGMENT);
            int part = Math.min(length - done, SEGMENT - in);
            System.arraycopy(segment(offset), in, target, at + done, part);
            done += part;
        }
    }

    /** Return the visible bytes of a range, limited to those that are kept. */
    VisibleText visible(long from, long to) {
        long last = Math.min(to, end);
        long offset = Math.max(from, base);
        VisibleText text = new VisibleText((int) Math.max(0, last - offset));
        while (offset < last) {
            Run run = run(offset, last);
            if (run.start() < run.end()) {
                int at = text.addRun(run.start(), (int) (run.end() - run.start()));
                copy(run.start(), text.bytes(), at, (int) (run.end() - run.start()));
            }
            offset = run.next();
        }
        return text;
    }

    /** Return the offset at which the last {@code count} visible bytes before an offset begin. */
    long startOf(long to, int count) {
        long offset = to;
        int left = count;
        int index = showsEscapes ? -1 : escapes.indexBehind(to) - 1;
        while (left > 0) {
            long from = index < 0 ? base : Math.max(base, escapes.end(index));
            int part = (int) Math.min(left, offset - from);
            offset -= part;
            left -= part;
            if (left > 0) {
                if (index < 0) {
                    return base;
                }
                offset = escapes.start(index--);
            }
        }
        return offset;
    }

    /**
     * A run of visible bytes.
     *
     * @param next the offset from which to search for the next run
     */
    private record Run(long start, long end, long next) {}

    private Run run(long offset, long to) {
        int index = showsEscapes ? escapes.size() : escapes.indexBehind(offset);
        if (index == escapes.size() || escapes.start(index) >= to) {
            return new Run(offset, to, to);
        }
        return new Run(offset, Math.max(offset, escapes.start(index)), escapes.end(index));
    }

    /**
     * Feed an automaton with the visible bytes of a range.
     *
     * @return the offset after the string that was found, or -1
     */
    long feed(LiteralAutomaton.Run automaton, long from, long to) {
        long offset = Math.max(from, base);
        while (offset < to) {
            Run run = run(offset, to);
            for (long at = run.start(); at < run.end(); ) {
                int first = (int) (at % SEGMENT);
                int last = (int) Math.min(SEGMENT, first + (run.end() - at));
                int taken = automaton.feed(segment(at), first, last);
                if (taken >= 0) {
                    return at + taken;
                }
                at += last - first;
            }
            offset = run.next();
        }
        return -1;
    }

    private byte[] segment(long offset) {
        return segments.get((int) ((offset - base) / SEGMENT));
    }
}
