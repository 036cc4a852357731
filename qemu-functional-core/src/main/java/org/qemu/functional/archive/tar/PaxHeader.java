package org.qemu.functional.archive.tar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of a member in an extended header: see "pax Header" in POSIX's pax. */
final class PaxHeader {
    /** The sparse map in its oldest form, the only keywords that may be there more than once. */
    private static final String OFFSET = "GNU.sparse.offset";

    private static final String NUMBYTES = "GNU.sparse.numbytes";

    private static final int NANO_DIGITS = 9;

    private final Map<String, String> values;
    private final List<Long> pairs = new ArrayList<>();

    private PaxHeader(Map<String, String> values) {
        this.values = values;
    }

    static PaxHeader none() {
        return new PaxHeader(Map.of());
    }

    /** Reads the header's content, whose values come before those that this one has. */
    PaxHeader with(byte[] content) throws IOException {
        PaxHeader header = new PaxHeader(new HashMap<>(values));
        int at = 0;
        while (at < content.length && content[at] != 0) {
            at = header.readRecord(content, at);
        }
        return header;
    }

    /** Reads {@code "<length> <keyword>=<value>\n"}. */
    private int readRecord(byte[] content, int from) throws IOException {
        int space = from;
        int length = 0;
        while (space < content.length
                && Character.isDigit(content[space])
                && length <= content.length) {
            length = 10 * length + content[space++] - '0';
        }
        int end = from + length;
        if (space >= content.length
                || content[space] != ' '
                || end > content.length
                || end <= space + 1
                || content[end - 1] != '\n') {
            throw new IOException("an extended header is damaged");
        }
        String record = new String(content, space + 1, end - space - 2, StandardCharsets.UTF_8);
        int equals = record.indexOf('=');
        if (equals < 1) {
            throw new IOException("an extended header is damaged");
        }
        put(record.substring(0, equals), record.substring(equals + 1));
        return end;
    }

    private void put(String keyword, String value) throws IOException {
        if (keyword.equals(OFFSET) || keyword.equals(NUMBYTES)) {
            pairs.add(number(value));
        } else if (value.isEmpty()) {
            values.remove(keyword); // back to what the member's own header says
        } else {
            values.put(keyword, value);
        }
    }

    /** Returns the offsets and sizes of the oldest form of a sparse map, in turn. */
    List<Long> pairs() {
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
            // told below
        }
        throw new IOException("an extended header has '%s' for a number".formatted(value));
    }

    /** Returns a time in seconds and decimals of them. */
    Instant time(String keyword, Instant otherwise) throws IOException {
        String value = values.get(keyword);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("-?\\d{1,11}(\\.\\d*)?")) {
            throw new IOException("an extended header has '%s' for a time".formatted(value));
        }
        int point = value.indexOf('.');
        long seconds = Long.parseLong(point < 0 ? value : value.substring(0, point));
        String decimals = point < 0 ? "" : value.substring(point + 1);
        long nanos = Long.parseLong((decimals + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
        return Instant.ofEpochSecond(seconds, value.startsWith("-") ? -nanos : nanos);
    }
}
