package org.qemu.functional.console;

import java.util.Arrays;

/**
 * Find the escape sequences in a stream of bytes: colors, cursor movement, titles, bracketed paste;
 * see ECMA-48. A user does not see them.
 *
 * <p>Bytes that begin like a sequence but do not continue like one are text.
 *
 * <p>Not thread-safe: guarded by {@link Console}.
 */
final class EscapeSequences {
    /** The maximum length of a sequence, in bytes: a title may contain a path. */
    static final int MAX_LENGTH = 1024;

    private static final int ESCAPE = 0x1b;
    private static final int BELL = 7;

    private enum State {
        TEXT,
        ESCAPE,
        INTERMEDIATE,
        CONTROL,
        STRING,
        STRING_ESCAPE
    }

    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int first;
    private int size;
    private State state = State.TEXT;

    /** The offset at which the incomplete sequence began. */
    private long begun;

    /** Process bytes at an offset of the stream. */
    void append(long offset, byte[] bytes, int from, int length) {
        int i = 0;
        while (i < length) {
            if (state == State.TEXT) {
                i = indexOfEscape(bytes, from + i, from + length) - from;
                if (i < length) {
                    begun = offset + i;
                    state = State.ESCAPE;
                    i++;
                }
            } else if (take(bytes[from + i] & 0xff, offset + i)) {
                i++;
            }
        }
    }

    private static int indexOfEscape(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != ESCAPE) {
            i++;
        }
        return i;
    }

    /** Return whether a byte was consumed; otherwise it is processed again as text. */
    private boolean take(int b, long at) {
        if (at - begun >= MAX_LENGTH) {
            return giveUp();
        }
        boolean last = b >= 0x30 && b <= 0x7e;
        boolean intermediate = b >= 0x20 && b <= 0x2f;
        switch (state) {
            case ESCAPE -> {
                if (b == '[') {
                    state = State.CONTROL;
                } else if (b == ']' || b == 'P' || b == 'X' || b == '^' || b == '_') {
                    state = State.STRING;
                } else if (intermediate) {
                    state = State.INTERMEDIATE;
                } else {
                    return last ? complete(at) : giveUp();
                }
            }
            case INTERMEDIATE -> {
                if (!intermediate) {
                    return last ? complete(at) : giveUp();
                }
            }
            case CONTROL -> {
                if (b < 0x20 || b > 0x7e) {
                    return giveUp();
                }
                if (b >= 0x40) {
                    return complete(at);
                }
            }
            case STRING -> {
                if (b == BELL) {
                    return complete(at);
                }
                if (b == ESCAPE) {
                    state = State.STRING_ESCAPE;
                } else if (b < 0x20) {
                    return giveUp();
                }
            }
            case STRING_ESCAPE -> {
                return b == '\\' ? complete(at) : giveUp();
            }
            default -> throw new AssertionError(state);
        }
        return true;
    }

    private boolean complete(long at) {
        state = State.TEXT;
        if (size == starts.length) {
            // Reuse the room of discarded sequences; otherwise grow the arrays.
            int kept = size - first;
            int capacity = Math.max(16, kept * 2);
            starts = Arrays.copyOf(Arrays.copyOfRange(starts, first, size), capacity);
            ends = Arrays.copyOf(Arrays.copyOfRange(ends, first, size), capacity);
            first = 0;
            size = kept;
        }
        starts[size] = begun;
        ends[size++] = at + 1;
        return true;
    }

    private boolean giveUp() {
        state = State.TEXT;
        return false;
    }

    /**
     * Return the offset after the last byte that is known to belong or not to belong to a sequence.
     *
     * @param end the end of the stream so far
     */
    long known(long end) {
        return state == State.TEXT ? end : begun;
    }

    /**
     * Return the index of the first sequence that ends after an offset; {@link #size()} if none
     * does.
     */
    int indexBehind(long offset) {
        int found = Arrays.binarySearch(ends, first, size, offset + 1);
        return found >= 0 ? found : -found - 1;
    }

    /** Return one more than the index of the last sequence. */
    int size() {
        return size;
    }

    long start(int index) {
        return starts[index];
    }

    long end(int index) {
        return ends[index];
    }

    /** Discard sequences before an offset. */
    void forgetBefore(long offset) {
        first = indexBehind(offset);
    }
}
