package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Format the prefix of lines in a {@link CommandLog}: {@code [R +0.000123] }. */
final class LogTimestamp {
    private static final int DECIMALS = 6;

    private final byte[] text = "[R +0000000000.000000] ".getBytes(US_ASCII);
    private final int point = text.length - 3 - DECIMALS;
    private long micros = -1;
    private int first = point;

    /** Write the prefix into a buffer that is large enough, and return its end. */
    int write(char side, long now, byte[] buffer, int at) {
        if (now != micros) {
            set(now);
        }
        buffer[at] = '[';
        buffer[at + 1] = (byte) side;
        buffer[at + 2] = ' ';
        buffer[at + 3] = '+';
        int count = text.length - first;
        System.arraycopy(text, first, buffer, at + 4, count);
        return at + 4 + count;
    }

    private void set(long now) {
        micros = now;
        long seconds = now / 1_000_000;
        int rest = (int) (now - seconds * 1_000_000);
        for (int i = point + DECIMALS; i > point; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        first = point;
        do {
            text[--first] = (byte) ('0' + seconds % 10);
            seconds /= 10;
        } while (seconds > 0 && first > 4);
    }
}
