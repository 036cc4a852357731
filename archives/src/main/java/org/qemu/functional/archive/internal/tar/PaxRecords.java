package org.qemu.functional.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reads the records of an extended header sequentially, {@code "<length> <keyword>=<value>\n"}. */
final class PaxRecords {
    /** Longer than any keyword that is used; only the beginning of a longer one is kept. */
    private static final int LONGEST_KEYWORD = 256;

    private final TarBlocks blocks;
    private final byte[] buffer = new byte[TarHeader.SIZE];
    private int position;
    private int limit;

    /** Number of bytes of the record that have not been read. */
    private long left;

    private String keyword = "";

    PaxRecords(TarBlocks blocks) {
        this.blocks = blocks;
    }

    /** Advance to the next record; return false at the end or at the zero padding. */
    boolean next() throws IOException {
        while (left > 0) {
            pass((int) Math.min(left, Integer.MAX_VALUE));
        }
        int first = read();
        while (first == ' ' || first == '\t') {
            first = read(); // GNU tar skips leading blanks, too
        }
        if (first <= 0) {
            return false;
        }
        readLength(first);
        readKeyword();
        return true;
    }

    private void readLength(int first) throws IOException {
        long length = 0;
        int digits = 0;
        int c = first;
        for (; c >= '0' && c <= '9'; c = read()) {
            length = 10 * length + c - '0';
            digits++;
            if (length > blocks.left() + TarHeader.SIZE) {
                throw damaged();
            }
        }
        left = length - digits - 1;
        if (c != ' ' || digits == 0 || left < 2 || left > blocks.left() + limit - position) {
            throw damaged();
        }
    }

    private void readKeyword() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = readOfRecord(); c != '='; c = readOfRecord()) {
            if (left == 0) {
                throw damaged();
            }
            if (text.length() < LONGEST_KEYWORD) {
                text.append((char) c);
            }
        }
        keyword = text.toString();
    }

    String keyword() {
        return keyword;
    }

    /**
     * Return the value, one character for each byte.
     *
     * @throws IOException if it is longer than the limit
     */
    String value(int maxLength) throws IOException {
        if (left - 1 > maxLength) {
            throw new IOException(
                    "an extended header has a '%s' of %d bytes".formatted(keyword, left - 1));
        }
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        while (left > 1) {
            fill();
            int n = (int) Math.min(left - 1, limit - position);
            value.write(buffer, position, n);
            position += n;
            left -= n;
        }
        if (readOfRecord() != '\n') {
            throw damaged();
        }
        return value.toString(ISO_8859_1);
    }

    private void pass(int length) throws IOException {
        fill();
        int n = Math.min(length, limit - position);
        position += n;
        left -= n;
    }

    private int readOfRecord() throws IOException {
        left--;
        int c = read();
        if (c < 0 || left < 0) {
            throw damaged();
        }
        return c;
    }

    private int read() throws IOException {
        if (position == limit) {
            if (blocks.left() == 0) {
                return -1;
            }
            fill();
        }
        return buffer[position++] & 0xff;
    }

    private void fill() throws IOException {
        if (position < limit) {
            return;
        }
        int n = blocks.read(buffer, 0, buffer.length);
        if (n <= 0) {
            throw damaged();
        }
        position = 0;
        limit = n;
    }

    private static IOException damaged() {
        return new IOException("an extended header is damaged");
    }
}
