package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A line without its end, within a buffer; valid until the next one is read. */
public final class ReplyLine {
    private final byte[] bytes;
    private final int from;
    private final int to;

    ReplyLine(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int length() {
        return to - from;
    }

    @Override
    public String toString() {
        return new String(bytes, from, length(), ISO_8859_1);
    }
}
