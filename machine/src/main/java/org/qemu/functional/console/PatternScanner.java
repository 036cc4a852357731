package org.qemu.functional.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Search for patterns in a growing buffer. Each byte is processed once for the literals; for the
 * regular expressions, up to {@link #REGEX_SPAN} bytes are processed again.
 *
 * <p>Of several patterns, the one that is complete first is found; of two that end with the same
 * byte, the one that is first in the list.
 */
final class PatternScanner {
    /**
     * The maximum length of a regular expression's match, in bytes: output that arrives in pieces
     * must be joined.
     */
    static final int REGEX_SPAN = 1 << 16;

    /** The number of new bytes per pass. */
    static final int BLOCK = 1 << 20;

    /**
     * The number of bytes before the first relevant byte that are included for anchors and
     * boundaries.
     */
    private static final int LEAD = 64;

    /**
     * A position where a pattern was found.
     *
     * @param index the pattern's index
     * @param tentative whether more output could make the match longer
     * @param number whether the match ends in a number that more output could make longer
     */
    record Hit(
            int index,
            long start,
            long end,
            String text,
            List<String> groups,
            boolean tentative,
            boolean number) {
        boolean endsBefore(Hit other) {
            return end < other.end || (end == other.end && index < other.index);
        }
    }

    private final List<ConsolePattern> patterns;
    private final List<Integer> literals = new ArrayList<>();
    private final List<RegexMatcher> regexes = new ArrayList<>();
    private final LiteralAutomaton.Run run;

    /** The length of each literal, in bytes. */
    private final int[] lengths;

    private long origin;
    private long scanned;

    /** A literal that was found after a regular expression's match. */
    private @Nullable Hit kept;

    PatternScanner(List<ConsolePattern> patterns) {
        this.patterns = patterns;
        List<byte[]> bytes = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i) instanceof ConsolePattern.Literal literal) {
                literals.add(i);
                bytes.add(literal.bytes());
            } else if (patterns.get(i) instanceof ConsolePattern.Regex regex) {
                regexes.add(new RegexMatcher(i, regex));
            }
        }
        run = new LiteralAutomaton(bytes).new Run();
        lengths = bytes.stream().mapToInt(literal -> literal.length).toArray();
    }

    /** Begin at an offset; no match includes bytes before it. */
    void startAt(long offset) {
        origin = offset;
        scanned = offset;
    }

    /** Return the offset up to which the buffer has been searched. */
    long scanned() {
        return scanned;
    }

    /** Ranges in which matches are ignored. */
    interface Exclusion {
        boolean cover(long start, long end);
    }

    /** Search the new bytes of the buffer; stop at the first hit. */
    @Nullable Hit scan(ConsoleBuffer buffer) throws InterruptedException {
        while (true) {
            Pass pass = next(buffer, (start, end) -> false);
            Hit hit = pass.find(Long.MAX_VALUE);
            if (hit != null || pass.last()) {
                return hit;
            }
        }
    }

    /**
     * Search the next bytes for literals, and prepare to search them for regular expressions, which
     * does not need the buffer.
     */
    Pass next(ConsoleBuffer buffer, Exclusion excluded) {
        long end = Math.max(scanned, Math.min(buffer.known(), scanned + BLOCK));
        Hit literal = kept != null ? kept : nextLiteral(buffer, end, excluded);
        kept = literal;
        long limit = literal == null ? end : literal.end();
        boolean last = literal != null || limit >= buffer.known();
        // Only a match that ends with the output can grow.
        boolean growing = last && literal == null;
        DecodedText text = null;
        long from = Math.max(Math.max(origin, buffer.start()), scanned - REGEX_SPAN);
        if (!regexes.isEmpty()) {
            text = new DecodedText(buffer.visible(from - LEAD, limit), !growing);
        }
        scanned = limit;
        return new Pass(text, from, limit, literal, growing, last, excluded);
    }

    private @Nullable Hit nextLiteral(ConsoleBuffer buffer, long limit, Exclusion excluded) {
        if (literals.isEmpty()) {
            return null;
        }
        for (long end = buffer.feed(run, scanned, limit);
                end >= 0;
                end = buffer.feed(run, end, limit)) {
            int index = literals.get(run.index());
            long start = buffer.startOf(end, lengths[run.index()]);
            if (!excluded.cover(start, end)) {
                String text = ((ConsolePattern.Literal) patterns.get(index)).text();
                return new Hit(index, start, end, text, List.of(), false, false);
            }
        }
        return null;
    }

    /** A part of the output that has been searched for literals. */
    final class Pass {
        private final @Nullable DecodedText text;
        private final long from;
        private final long limit;
        private final @Nullable Hit literal;
        private final boolean growing;
        private final boolean last;
        private final Exclusion excluded;

        private Pass(
                @Nullable DecodedText text,
                long from,
                long limit,
                @Nullable Hit literal,
                boolean growing,
                boolean last,
                Exclusion excluded) {
            this.text = text;
            this.from = from;
            this.limit = limit;
            this.literal = literal;
            this.growing = growing;
            this.last = last;
            this.excluded = excluded;
        }

        /** Return whether all output was searched, or a literal was found in it. */
        boolean last() {
            return last;
        }

        /**
         * Search for the regular expressions as well.
         *
         * @param deadline by {@link System#nanoTime()}
         * @throws DecodedText.OutOfTimeException if the search took longer
         */
        @Nullable Hit find(long deadline) throws InterruptedException {
            Hit best = null;
            for (RegexMatcher regex : regexes) {
                Hit hit = text == null ? null : regex.find(text, from, deadline, excluded);
                boolean comesAgain =
                        hit != null
                                && hit.tentative()
                                && !growing
                                && literal == null
                                && hit.start() >= limit - REGEX_SPAN;
                if (hit != null && !comesAgain && (best == null || hit.endsBefore(best))) {
                    best = growing ? hit : settled(hit);
                }
            }
            if (best != null && (literal == null || best.endsBefore(literal))) {
                return best;
            }
            kept = null;
            return literal;
        }

        private static Hit settled(Hit hit) {
            return new Hit(
                    hit.index(), hit.start(), hit.end(), hit.text(), hit.groups(), false, false);
        }
    }
}
