package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Look for patterns in a growing buffer, each byte once for the literals and, for the regular
 * expressions, with {@link #REGEX_SPAN} bytes of what was looked at before.
 *
 * <p>Of several patterns the one that is complete first is found; of two that end with the same
 * byte, the one that stands first in the list.
 */
final class PatternScanner {
    /**
     * The longest match of a regular expression, in bytes: what comes in pieces must be rejoined.
     */
    static final int REGEX_SPAN = 1 << 16;

    /**
     * A place where a pattern was found.
     *
     * @param index the pattern's index
     * @param tentative more output could make the match longer
     */
    record Hit(int index, long start, long end, List<String> groups, boolean tentative) {}

    private final List<Integer> literals = new ArrayList<>();
    private final List<Integer> regexes = new ArrayList<>();
    private final List<Matcher> matchers = new ArrayList<>();
    private final LiteralAutomaton.Run run;

    /** Of each literal, in bytes. */
    private final int[] lengths;

    private long origin;
    private long scanned;

    PatternScanner(List<ConsolePattern> patterns) {
        List<byte[]> bytes = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i) instanceof ConsolePattern.Literal literal) {
                literals.add(i);
                bytes.add(literal.bytes());
            } else if (patterns.get(i) instanceof ConsolePattern.Regex regex) {
                regexes.add(i);
                matchers.add(
                        regex.overBytes()
                                .matcher("")
                                .useAnchoringBounds(false)
                                .useTransparentBounds(true));
            }
        }
        run = new LiteralAutomaton(bytes).new Run();
        lengths = bytes.stream().mapToInt(literal -> literal.length).toArray();
    }

    /** Begin at an offset; nothing before it is part of a match. */
    void startAt(long offset) {
        origin = offset;
        scanned = offset;
    }

    /** The offset up to which the buffer has been looked at. */
    long scanned() {
        return scanned;
    }

    /** Ranges in which nothing counts as found. */
    interface Exclusion {
        boolean cover(long start, long end);
    }

    @Nullable Hit scan(ConsoleBuffer buffer) {
        return scan(buffer, (start, end) -> false);
    }

    /** Look at what is new in the buffer; the scan ends with the first final hit. */
    @Nullable Hit scan(ConsoleBuffer buffer, Exclusion excluded) {
        Hit literal = literals.isEmpty() ? null : nextLiteral(buffer, excluded);
        long limit = literal == null ? buffer.end() : literal.end();
        Hit regex = regexes.isEmpty() ? null : nextRegex(buffer, limit, excluded);
        scanned = limit;
        if (regex == null) {
            return literal;
        }
        if (literal == null) {
            return regex;
        }
        boolean regexFirst =
                regex.end() < literal.end()
                        || (regex.end() == literal.end() && regex.index() < literal.index());
        return regexFirst ? regex : literal;
    }

    private @Nullable Hit nextLiteral(ConsoleBuffer buffer, Exclusion excluded) {
        for (long end = buffer.feed(run, scanned); end >= 0; end = buffer.feed(run, end)) {
            int index = literals.get(run.index());
            long start = end - lengths[run.index()];
            if (!excluded.cover(start, end)) {
                return new Hit(index, start, end, List.of(), false);
            }
        }
        return null;
    }

    private @Nullable Hit nextRegex(ConsoleBuffer buffer, long limit, Exclusion excluded) {
        long from = Math.max(Math.max(origin, buffer.start()), scanned - REGEX_SPAN);
        // One byte more, if it is still there, tells ^ whether a line begins here.
        long lead = Math.max(buffer.start(), from - 1);
        String window = new String(buffer.copy(lead, limit), ISO_8859_1);
        Hit first = null;
        for (int i = 0; i < matchers.size(); i++) {
            Matcher matcher = matchers.get(i).reset(window);
            matcher.region((int) (from - lead), window.length());
            boolean found = matcher.find();
            while (found && excluded.cover(lead + matcher.start(), lead + matcher.end())) {
                found = matcher.find();
            }
            if (!found) {
                continue;
            }
            long end = lead + matcher.end();
            if (first == null || end < first.end()) {
                boolean tentative = matcher.hitEnd() && limit == buffer.end();
                first =
                        new Hit(
                                regexes.get(i),
                                lead + matcher.start(),
                                end,
                                groups(matcher),
                                tentative);
            }
        }
        return first;
    }

    private static List<String> groups(Matcher matcher) {
        List<String> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            groups.add(group == null ? "" : new String(group.getBytes(ISO_8859_1), UTF_8));
        }
        return groups;
    }
}
