package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One line of QMP while it arrives: bounded, and refused as soon as it cannot be a message. */
final class QmpLine {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;
    private boolean begun;

    QmpLine(int limit) {
        this.limit = limit;
    }

    /**
     * Add what came.
     *
     * @throws QmpProtocolException if the line is too long or does not begin as a JSON object
     */
    void add(byte[] from, int offset, int length) {
        int start = offset;
        int end = offset + length;
        while (!begun && start < end && isSpace(from[start])) {
            start++;
        }
        begun |= start < end;
        if (bytes.size() + (end - start) > limit) {
            throw new QmpProtocolException(
                    "the monitor sent a line longer than the %d bytes that are accepted: %s; QEMU_TEST_QMP_MAX_LINE raises the limit, but not that of the greeting"
                            .formatted(limit, excerpt(from, start, end)));
        }
        boolean first = bytes.size() == 0 && start < end;
        if (first && from[start] != '{') {
            throw notQmp(excerpt(from, start, end), null);
        }
        bytes.write(from, start, end - start);
    }

    private String excerpt(byte[] from, int start, int end) {
        if (bytes.size() > 0) {
            byte[] all = bytes.toByteArray();
            return Excerpt.of(all, all.length);
        }
        return Excerpt.of(Arrays.copyOfRange(from, start, end), end - start);
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
        byte[] line = bytes.toByteArray();
        try {
            return Json.parse(line);
        } catch (IOException e) {
            throw notQmp(Excerpt.of(line, line.length), e);
        }
    }

    private static QmpProtocolException notQmp(String excerpt, @Nullable IOException cause) {
        String message = "the monitor sent what is not QMP: " + excerpt;
        return cause == null
                ? new QmpProtocolException(message)
                : new QmpProtocolException(message, cause);
    }
}
