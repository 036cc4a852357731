package org.qemu.functional.archive.internal.tar;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.QuotedText;

/**
 * The metadata of a member from extended headers: see "pax Header" in POSIX's pax. Values are
 * strings with one character for each byte. Unneeded values are not kept, however large they are.
 */
final class PaxHeader {
    /** The sparse map in its oldest form, the only keywords that may occur more than once. */
    private static final Set<String> PAIR = Set.of("GNU.sparse.offset", "GNU.sparse.numbytes");

    /** Keywords that may apply to all members. */
    private static final Set<String> GLOBAL = Set.of("path", "linkpath", "size", "mtime");

    private static final String SPARSE = "GNU.sparse.";
    private static final String MAP = "GNU.sparse.map";

    /**
     * Linux allows paths of 4095 bytes; longer ones are accepted here so that messages can quote
     * them.
     */
    private static final int LONGEST_VALUE = 1 << 20;

    /** Global values are examined for each member, so they are limited to a useful length. */
    private static final int LONGEST_GLOBAL = 4095;

    /** A time; whatever follows the digits is ignored, as by GNU tar. */
    private static final Pattern TIME =
            Pattern.compile("(-?)(\\d+)(?:\\.(\\d*))?.*", Pattern.DOTALL);

    private static final int NANO_DIGITS = 9;

    private final Map<String, String> values;
    private final Numbers pairs;

    private PaxHeader(Map<String, String> values, Numbers pairs) {
        this.values = values;
        this.pairs = pairs;
    }

    static PaxHeader none() {
        return new PaxHeader(Map.of(), new Numbers());
    }

    /** Read a member's header. Its values override those of this one. */
    PaxHeader with(TarBlocks blocks) throws IOException {
        PaxHeader header = new PaxHeader(new HashMap<>(values), new Numbers());
        for (PaxRecords records = new PaxRecords(blocks); records.next(); ) {
            String keyword = records.keyword();
            if (PAIR.contains(keyword)) {
                header.pairs.add(number(records.value(LONGEST_VALUE)));
            } else if (GLOBAL.contains(keyword) || keyword.startsWith(SPARSE)) {
                header.values.put(
                        keyword,
                        keyword.equals(MAP)
                                ? records.value(SparseMap.LONGEST)
                                : records.value(LONGEST_VALUE));
            }
        }
        return header;
    }

    /** Read a header that applies to all members. */
    PaxHeader withGlobal(TarBlocks blocks) throws IOException {
        PaxHeader header = new PaxHeader(new HashMap<>(values), new Numbers());
        for (PaxRecords records = new PaxRecords(blocks); records.next(); ) {
            if (GLOBAL.contains(records.keyword())) {
                header.values.put(records.keyword(), records.value(LONGEST_GLOBAL));
            }
        }
        return header;
    }

    /** Return the values of another header, overridden by those of this one. */
    PaxHeader over(PaxHeader below) {
        Map<String, String> all = new HashMap<>(below.values);
        all.putAll(values);
        // An empty value restores that of the member's own header.
        all.values().removeIf(String::isEmpty);
        return new PaxHeader(all, pairs);
    }

    /** Return the offsets and sizes of the oldest form of a sparse map, alternating. */
    Numbers pairs() {
        return pairs;
    }

    @Nullable String value(String keyword) {
        return values.get(keyword);
    }

    String value(String keyword, String otherwise) {
        return values.getOrDefault(keyword, otherwise);
    }

    long number(String keyword, long otherwise) throws IOException {
        String value = values.get(keyword);
        return value == null ? otherwise : number(value);
    }

    static long number(String value) throws IOException {
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new IOException(
                "an extended header has '%s' instead of a number"
                        .formatted(QuotedText.name(value)));
    }

    /** Return a time given in seconds with a decimal fraction. */
    @Nullable Instant time(String keyword, @Nullable Instant otherwise, ExtractionWarnings notes) {
        String value = values.get(keyword);
        if (value == null) {
            return otherwise;
        }
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            notes.add("ignored the invalid time '%s' of a member".formatted(value));
            return otherwise;
        }
        boolean before = !time.group(1).isEmpty();
        long seconds = secondsOf(time.group(2));
        String decimals = time.group(3) == null ? "" : time.group(3);
        long nanos = Long.parseLong((decimals + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
        return TarTimes.of(before ? -seconds : seconds, before ? -nanos : nanos, notes);
    }

    private static long secondsOf(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** A list of numbers with a maximum length. */
    static final class Numbers {
        private long[] numbers = {};
        private int count;

        void add(long number) throws IOException {
            if (count == 2 * SparseMap.MOST) {
                throw new IOException("the map of a sparse file is damaged");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(16, 2 * count));
            }
            numbers[count++] = number;
        }

        int size() {
            return count;
        }

        long get(int index) {
            return numbers[index];
        }
    }
}
