package org.qemu.functional.qmp;

import java.io.Writer;

/** Keeps the first characters of what is written and counts the others. */
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
        // All is there already.
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    /** Return what was written, or its start and how long it is. */
    @Override
    public String toString() {
        return length <= limit ? head.toString() : "%s… (%d characters)".formatted(head, length);
    }
}
