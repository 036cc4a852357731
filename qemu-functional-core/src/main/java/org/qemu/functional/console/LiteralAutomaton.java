package org.qemu.functional.console;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Find several byte strings in one pass, whatever pieces the bytes come in.
 *
 * <p>An Aho-Corasick automaton (Aho and Corasick, "Efficient string matching", CACM 18(6), 1975)
 * with its failure links folded into the transitions: one table look-up a byte, no matter how many
 * strings there are.
 */
final class LiteralAutomaton {
    private static final int FANOUT = 256;
    private static final int NONE = -1;

    /** {@code next[state * 256 + byte]} is the state after that byte. */
    private final int[] next;

    /** The lowest index of a string that ends in a state, or -1. */
    private final int[] found;

    LiteralAutomaton(List<byte[]> literals) {
        int states = 1 + literals.stream().mapToInt(literal -> literal.length).sum();
        next = new int[states * FANOUT];
        found = new int[states];
        Arrays.fill(next, NONE);
        Arrays.fill(found, NONE);
        addAll(literals);
        fold();
    }

    private void addAll(List<byte[]> literals) {
        int used = 1;
        for (int index = 0; index < literals.size(); index++) {
            int state = 0;
            for (byte b : literals.get(index)) {
                int edge = state * FANOUT + (b & 0xff);
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
        for (int b = 0; b < FANOUT; b++) {
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
            for (int b = 0; b < FANOUT; b++) {
                int edge = state * FANOUT + b;
                int fallback = next[suffix[state] * FANOUT + b];
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
                s = next[s * FANOUT + (bytes[i] & 0xff)];
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
