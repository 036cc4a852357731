package org.qemu.functional.console;

import org.jspecify.annotations.Nullable;

/**
 * The characters of a console's output: decoded from UTF-8, with each byte that is not part of a
 * character as the character with the same number.
 *
 * <p>Each access checks the time limit: this is the only way to abort a search for a regular
 * expression.
 */
final class DecodedText implements CharSequence {
    /** The number of accesses between two readings of the clock. */
    private static final int GLANCE = 1 << 12;

    /**
     * The number of accesses that are allowed even after the deadline, as a multiple of the length.
     */
    private static final int FREE = 4;

    /** Thrown when the time limit has passed. */
    static final class OutOfTimeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutOfTimeException() {
            super(null, null, false, false);
        }
    }

    private final VisibleText text;
    private final char[] chars;
    private int length;

    /**
     * The byte index of each character and of the end; {@code null} if each equals the character's
     * index.
     */
    private int @Nullable [] indexes;

    private long deadline = Long.MAX_VALUE;
    private boolean timed;
    private volatile boolean cancelled;
    private int left;
    private long looked;

    /**
     * Decode a text.
     *
     * @param whole whether an incomplete character at the end is kept as single bytes; otherwise it
     *     is omitted
     */
    DecodedText(VisibleText text, boolean whole) {
        this.text = text;
        this.chars = new char[text.length()];
        byte[] bytes = text.bytes();
        int size = text.length();
        int ascii = 0;
        while (ascii < size && bytes[ascii] >= 0) {
            chars[ascii] = (char) bytes[ascii];
            ascii++;
        }
        length = ascii;
        if (ascii < size) {
            decode(bytes, size, ascii, whole);
        }
    }

    private void decode(byte[] bytes, int size, int from, boolean whole) {
        int[] index = new int[size + 1];
        for (int i = 0; i < from; i++) {
            index[i] = i;
        }
        int at = from;
        while (at < size) {
            index[length] = at;
            int b = bytes[at] & 0xff;
            int wanted = Utf8.length(b);
            if (wanted > 1 && at + wanted > size && !whole && Utf8.isCut(bytes, at, size)) {
                break;
            }
            int point = wanted > 1 ? Utf8.decode(bytes, at, size) : -1;
            if (point < 0) {
                chars[length++] = (char) b;
                at++;
            } else {
                int units = Character.toChars(point, chars, length);
                for (int i = 0; i < units; i++) {
                    index[length + i] = at;
                }
                length += units;
                at += wanted;
            }
        }
        index[length] = at;
        indexes = index;
    }

    /** Decode a complete text without a time limit. */
    static String decode(VisibleText text) {
        DecodedText decoded = new DecodedText(text, true);
        return new String(decoded.chars, 0, decoded.length);
    }

    /**
     * Throw an {@link OutOfTimeException} from {@link #charAt} after the deadline, but not before
     * {@link #FREE} times the length in accesses since this call.
     *
     * @param deadline by {@link System#nanoTime()}
     */
    void limit(long deadline) {
        this.deadline = deadline;
        timed = true;
        looked = 0;
        left = GLANCE;
    }

    /** Abort the search of another thread in this text. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            glance();
        }
        return chars[index];
    }

    private void glance() {
        left = GLANCE;
        looked += GLANCE;
        if (cancelled
                || (timed && looked > (long) FREE * length && System.nanoTime() - deadline > 0)) {
            throw new OutOfTimeException();
        }
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(chars, start, end - start);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }

    /** Return the offset in the stream at which a character begins. */
    long offset(int index) {
        return text.offset(indexes == null ? index : indexes[index]);
    }

    /** Return the offset in the stream at which the character before an index ends. */
    long endOffset(int index) {
        return text.endOffset(indexes == null ? index : indexes[index]);
    }

    /** Return the index of the first character that begins at or after an offset of the stream. */
    int index(long offset) {
        int index = text.index(offset);
        if (indexes == null) {
            return index;
        }
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (indexes[middle] < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
