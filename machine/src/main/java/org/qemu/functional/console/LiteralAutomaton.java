package org.qemu.functional.console;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Find several byte strings in one pass over a stream that arrives in pieces.
 *
 * <p>An Aho-Corasick automaton (Aho and Corasick, "Efficient string matching", CACM 18(6), 1975)
 * with its failure links folded into the transitions. It needs two table look-ups per byte,
 * regardless of the number of strings, and one for bytes that begin no string while no string has
 * begun. Bytes that occur in none of the strings share one column of the table, so that the table
 * fits into the processor's cache.
 */
final class LiteralAutomaton {
    private static final int BYTES = 256;
    private static final int NONE = -1;

    /** The column of each byte; 0 for all bytes that occur in no string. */
    private final int[] column = new int[BYTES];

    private final int columns;

    /**
     * {@code next[state * columns + column]} is the state after a byte of that column. Once the
     * automaton is complete, it is the index at which the state's row begins, or the complement of
     * that if a string ends there.
     */
    private final int[] next;

    /** Whether no string begins with this byte. */
    private final boolean[] idle = new boolean[BYTES];

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
        pointToRows();
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

    private void pointToRows() {
        for (int edge = 0; edge < next.length; edge++) {
            // Strings with a common prefix leave rows unused.
            if (next[edge] != NONE) {
                int row = next[edge] * columns;
                next[edge] = found[next[edge]] == NONE ? row : ~row;
            }
        }
        for (int b = 0; b < BYTES; b++) {
            idle[b] = next[column[b]] == 0;
        }
    }

    /** A search in a stream, initially before its first byte. */
    final class Run {
        /** The index at which the state's row begins. */
        private int row;

        private int index = NONE;

        /**
         * Process bytes until one of the strings ends.
         *
         * @return the number of bytes up to and including the end of a string, or -1 if none ended
         *     in them
         */
        int feed(byte[] bytes, int from, int to) {
            int at = row;
            int i = from;
            while (i < to) {
                if (at == 0) {
                    while (i < to && idle[bytes[i] & 0xff]) {
                        i++;
                    }
                    if (i == to) {
                        break;
                    }
                }
                at = next[at + column[bytes[i++] & 0xff]];
                if (at < 0) {
                    row = ~at;
                    index = found[row / columns];
                    return i - from;
                }
            }
            row = at;
            return NONE;
        }

        /**
         * Return the index of the string that ended; the lowest if several ended at the same byte.
         */
        int index() {
            return index;
        }
    }
}
