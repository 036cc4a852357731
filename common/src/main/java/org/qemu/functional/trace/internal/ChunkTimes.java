package org.qemu.functional.trace.internal;

import java.util.Arrays;

/**
 * When how many bytes of a console arrived. Memory is bounded: bytes that arrive within a
 * resolution of one millisecond are one chunk, and if there are too many chunks, each two of them
 * become one and the resolution is halved.
 */
final class ChunkTimes {
    /** The maximum number of chunks, an even number: 512 KiB of memory. */
    static final int MAX_CHUNKS = 1 << 15;

    private static final int FIRST_CAPACITY = 64;

    private long resolutionNanos = 1_000_000;

    /** When the first byte of each chunk arrived, in nanoseconds. */
    private long[] times = new long[FIRST_CAPACITY];

    /** The number of all bytes up to the end of each chunk. */
    private long[] ends = new long[FIRST_CAPACITY];

    private int count;

    void add(long nanos, int bytes) {
        if (count > 0 && nanos - times[count - 1] < resolutionNanos) {
            ends[count - 1] += bytes;
            return;
        }
        if (count == times.length) {
            makeRoom();
        }
        times[count] = nanos;
        ends[count] = (count == 0 ? 0 : ends[count - 1]) + bytes;
        count++;
    }

    private void makeRoom() {
        if (count < MAX_CHUNKS) {
            times = Arrays.copyOf(times, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            return;
        }
        count /= 2;
        for (int i = 0; i < count; i++) {
            times[i] = times[2 * i];
            ends[i] = ends[2 * i + 1];
        }
        resolutionNanos *= 2;
    }

    int count() {
        return count;
    }

    long time(int index) {
        return times[index];
    }

    /** Return the number of bytes up to the end of a chunk. */
    long end(int index) {
        return ends[index];
    }
}
