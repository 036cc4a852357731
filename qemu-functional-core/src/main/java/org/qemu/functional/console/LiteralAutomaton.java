package org.qemu.functional.console;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Find several byte strings in one pass, whatever pieces the bytes come in.
 *
 * <p>An Aho-Corasick automaton (Aho and Corasick, "Efficient string matching", CACM 18(6), 1975)
 * with its failure links folded into the transitions: two table look-ups a byte, no matter how many
 * strings there are. Bytes that are in none of the strings share one column of the table, so that
 * it stays small enough for the processor's cache.
 */
final class LiteralAutomaton {
    private static final int BYTES = 256;
    private static final int NONE = -1;

    /** The column of each byte; 0 is that of all that are in no string. */
    private final int[] column = new int[BYTES];

    private final int columns;

    /** {@code next[state * columns + column]} is the state after a byte of that column. */
    private final int[] next;

    /** The lowest index of a string that ends in a state, or -1. */
    private final int[] found;

    LiteralAutomaton(List<byte[]> literals) {
        int states = 1 + literals.stream().mapToInt(literal -> literal.length).sum();
        columns = assignColumns(literals);
        next = new int[states * columns];
        found = new int[states];
        Arrays.fill(next, NONE);
        Arrays.fill(found, NONE);
        addAll(literals);
        fold();
    }

    private int assignColumns(List<byte[]> literals) {
        int used = 1;
        for (byte[] literal : literals) {
            for (byte b : literal) {
                if (column[b & 0xff] == 0) {
                    column[b & 0xff] = used++;
                }
            }
        }
        return used;
    }

    private void addAll(List<byte[]> literals) {
        int used = 1;
        for (int index = 0; index < literals.size(); index++) {
            int state = 0;
            for (byte b : literals.get(index)) {
                int edge = state * columns + column[b & 0xff];
                if (next[edge] == NONE) {
                    next[edge] = used++;
                }
                state = next[edge];
            }
            if (found[state] == NONE) {
                found[state] = index;
            }
        }
    }

    /** Replace missing edges by those of the longest proper suffix, breadth first. */
    private void fold() {
        int[] suffix = new int[found.length];
        Queue<Integer> queue = new ArrayDeque<>();
        for (int b = 0; b < columns; b++) {
            if (next[b] == NONE) {
                next[b] = 0;
            } else {
                queue.add(next[b]);
            }
        }
        for (Integer state = queue.poll(); state != null; state = queue.poll()) {
            int inherited = found[suffix[state]];
            if (inherited != NONE && (found[state] == NONE || inherited < found[state])) {
                found[state] = inherited;
            }
            for (int b = 0; b < columns; b++) {
                int edge = state * columns + b;
                int fallback = next[suffix[state] * columns + b];
                if (next[edge] == NONE) {
                    next[edge] = fallback;
                } else {
                    suffix[next[edge]] = fallback;
                    queue.add(next[edge]);
                }
            }
        }
    }

    /** A place in the stream; starts before its first byte. */
    final class Run {
        private int state;
        private int index = NONE;

        /**
         * Feed bytes until one of the strings ends.
         *
         * @return how many bytes were taken up to and including the end of a string, or -1 if none
         *     ended in them
         */
        int feed(byte[] bytes, int from, int to) {
            int s = state;
            for (int i = from; i < to; i++) {
                s = next[s * columns + column[bytes[i] & 0xff]];
                if (found[s] != NONE) {
                    state = s;
                    index = found[s];
                    return i + 1 - from;
                }
            }
            state = s;
            return NONE;
        }

        /** The index of the string that ended; the lowest if several did at one byte. */
        int index() {
            return index;
        }
    }
}
