package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of QMP while it arrives. Its length is bounded, and it is rejected as soon as it cannot
 * be a message. It uses little more memory than the size of its data.
 */
final class QmpLine {
    /** The size of the smallest block, in bytes: more than is quoted. */
    private static final int SMALLEST_BLOCK = 1 << 10;

    private static final int LARGEST_BLOCK = 1 << 20;

    private final List<byte[]> blocks = new ArrayList<>(1);
    private final int limit;
    private int length;

    /** The number of bytes used in the last block. */
    private int used;

    private boolean begun;

    QmpLine(int limit) {
        this.limit = limit;
    }

    /**
     * Add received bytes.
     *
     * @throws QmpProtocolException if the line is too long or does not begin like a JSON object
     */
    void add(byte[] from, int offset, int count) {
        int start = offset;
        int end = offset + count;
        while (!begun && start < end && isSpace(from[start])) {
            start++;
        }
        begun |= start < end;
        if (end - start > limit - length) {
            throw new QmpProtocolException(
                    "the monitor sent a line longer than the %d bytes that are accepted: %s; QEMU_TEST_QMP_MAX_LINE raises the limit, except for the greeting"
                            .formatted(limit, excerpt(from, start, end)));
        }
        boolean first = length == 0 && start < end;
        if (first && from[start] != '{') {
            throw notQmp(excerpt(from, start, end), null);
        }
        append(from, start, end);
    }

    private void append(byte[] from, int start, int end) {
        int at = start;
        while (at < end) {
            if (blocks.isEmpty() || used == last().length) {
                int size = Math.max(SMALLEST_BLOCK, Math.max(length, end - at));
                blocks.add(new byte[Math.min(size, LARGEST_BLOCK)]);
                used = 0;
            }
            int count = Math.min(end - at, last().length - used);
            System.arraycopy(from, at, last(), used, count);
            used += count;
            length += count;
            at += count;
        }
    }

    private byte[] last() {
        return blocks.get(blocks.size() - 1);
    }

    private String excerpt(byte[] from, int start, int end) {
        return length > 0
                ? Excerpt.of(blocks.get(0), length)
                : Excerpt.of(Arrays.copyOfRange(from, start, end), end - start);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    boolean isBlank() {
        return !begun;
    }

    /**
     * Return the message.
     *
     * @throws QmpProtocolException if it is not JSON
     */
    JsonNode parse() {
        try {
            return blocks.size() == 1
                    ? Json.parse(blocks.get(0), length)
                    : Json.parse(new SequenceInputStream(Collections.enumeration(streams())));
        } catch (IOException e) {
            throw notQmp(Excerpt.of(blocks.get(0), length), e);
        }
    }

    private List<InputStream> streams() {
        List<InputStream> streams = new ArrayList<>();
        for (byte[] block : blocks) {
            streams.add(new ByteArrayInputStream(block, 0, block == last() ? used : block.length));
        }
        return streams;
    }

    private static QmpProtocolException notQmp(String excerpt, @Nullable IOException cause) {
        String message = "the monitor sent data that is not QMP: " + excerpt;
        return cause == null
                ? new QmpProtocolException(message)
                : new QmpProtocolException(message, cause);
    }
}
