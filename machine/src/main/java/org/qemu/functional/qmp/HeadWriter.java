package org.qemu.functional.qmp;

import java.io.Writer;

/** Keep the first characters that are written and count the rest. */
final class HeadWriter extends Writer {
    private final StringBuilder head = new StringBuilder();
    private final int limit;
    private long length;

    HeadWriter(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] text, int offset, int count) {
        head.append(text, offset, Math.min(count, limit - head.length()));
        length += count;
    }

    @Override
    public void flush() {
        // There is no buffer to flush.
    }

    @Override
    public void close() {
        // There is no resource to close.
    }

    /** Return the text, or its start and its length. */
    @Override
    public String toString() {
        return length <= limit ? head.toString() : "%s… (%d characters)".formatted(head, length);
    }
}
