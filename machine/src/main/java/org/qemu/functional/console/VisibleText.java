package org.qemu.functional.console;

import java.util.Arrays;

/**
 * A part of a console's output without its escape sequences, which maps each byte to its offset in
 * the stream.
 */
final class VisibleText {
    private byte[] bytes;
    private int length;

    /** The index of the first byte of each run of bytes that are adjacent in the stream. */
    private int[] runs = new int[4];

    private long[] offsets = new long[4];
    private int runCount;

    VisibleText(int capacity) {
        bytes = new byte[capacity];
    }

    /** Add a run of bytes, and return the index of the first of them in {@link #bytes()}. */
    int addRun(long offset, int size) {
        if (runCount == runs.length) {
            runs = Arrays.copyOf(runs, runCount * 2);
            offsets = Arrays.copyOf(offsets, runCount * 2);
        }
        runs[runCount] = length;
        offsets[runCount++] = offset;
        int at = length;
        length += size;
        return at;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Return the offset in the stream of the byte at an index. */
    long offset(int index) {
        int found = Arrays.binarySearch(runs, 0, runCount, index);
        int run = found >= 0 ? found : -found - 2;
        return run < 0 ? 0 : offsets[run] + index - runs[run];
    }

    /** Return the offset in the stream after the byte before an index. */
    long endOffset(int index) {
        return index == 0 ? offset(0) : offset(index - 1) + 1;
    }

    /** Return the index of the first byte at or after an offset. */
    int index(long offset) {
        int found = Arrays.binarySearch(offsets, 0, runCount, offset);
        int run = found >= 0 ? found : -found - 2;
        if (run < 0) {
            return 0;
        }
        int end = run + 1 < runCount ? runs[run + 1] : length;
        return (int) Math.min(end, runs[run] + (offset - offsets[run]));
    }
}
