package org.qemu.functional.console;

import java.util.ArrayList;
import java.util.List;

/**
 * Keep the end of an endless stream of bytes, addressed by offsets from its beginning.
 *
 * <p>Not thread safe: {@link Console} guards it.
 */
final class ConsoleBuffer {
    static final int SEGMENT = 1 << 16;

    private final List<byte[]> segments = new ArrayList<>();

    /** The offset of the first byte of the first segment; a multiple of {@link #SEGMENT}. */
    private long base;

    private long end;

    /** The offset of the first byte that is still here. */
    long start() {
        return base;
    }

    /** The offset behind the last byte that came. */
    long end() {
        return end;
    }

    void append(byte[] bytes, int from, int length) {
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

    /** Forget whole segments before an offset. */
    void forgetBefore(long offset) {
        int whole = (int) ((Math.min(offset, end) - base) / SEGMENT);
        if (whole > 0) {
            segments.subList(0, whole).clear();
            base += (long) whole * SEGMENT;
        }
    }

    /** Return the bytes of a range that is still here, cut to what is. */
    byte[] copy(long from, long to) {
        long first = Math.max(from, base);
        long last = Math.min(to, end);
        byte[] copy = new byte[(int) Math.max(0, last - first)];
        int done = 0;
        while (done < copy.length) {
            long offset = first + done;
            int at = (int) (offset % SEGMENT);
            int part = Math.min(copy.length - done, SEGMENT - at);
            System.arraycopy(segment(offset), at, copy, done, part);
            done += part;
        }
        return copy;
    }

    /**
     * Feed an automaton from an offset to the end.
     *
     * @return the offset behind the string that it found, or -1
     */
    long feed(LiteralAutomaton.Run run, long from) {
        long offset = Math.max(from, base);
        while (offset < end) {
            int at = (int) (offset % SEGMENT);
            int to = (int) Math.min(SEGMENT, at + (end - offset));
            int taken = run.feed(segment(offset), at, to);
            if (taken >= 0) {
                return offset + taken;
            }
            offset += to - at;
        }
        return -1;
    }

    private byte[] segment(long offset) {
        return segments.get((int) ((offset - base) / SEGMENT));
    }
}
