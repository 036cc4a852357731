package org.qemu.functional.archive.internal.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.Digits;
import org.qemu.functional.archive.internal.common.MemberName;

/**
 * The header before each member of an ar archive, see ar(5).
 *
 * @param bytes the header as ISO 8859-1: one character for each byte
 */
record ArHeader(String bytes) {
    static final int SIZE = 60;

    /**
     * Size of the magic number at the beginning of an ar, {@code !<arch>} and a newline, in bytes.
     */
    static final int MAGIC = 8;

    private static final int NAME_END = 16;
    private static final int TIME_END = 28;
    private static final int MODE = 40;
    private static final int MODE_END = 48;
    private static final int LENGTH_END = 58;

    private static final String END = "`\n";

    /** Create a header from unchecked bytes, some of which may be missing. */
    static ArHeader unchecked(byte[] bytes) {
        return new ArHeader(new String(bytes, ISO_8859_1));
    }

    static ArHeader of(byte[] bytes) throws IOException {
        ArHeader header = unchecked(bytes);
        if (!header.bytes.endsWith(END) || bytes.length < SIZE) {
            throw header.damaged();
        }
        return header;
    }

    private IOException damaged() {
        return new IOException("the header of '%s' is damaged".formatted(MemberName.of(name())));
    }

    /** Return the field of the name, one character for each byte. */
    String name() {
        return text(0, NAME_END);
    }

    long length() throws IOException {
        long length = Digits.parse(text(MODE_END, LENGTH_END), 10);
        if (length < 0) {
            throw damaged();
        }
        return length;
    }

    /** Return the mode, or 0 if there is none. */
    int mode() {
        return (int) Math.max(0, Digits.parse(text(MODE, MODE_END), 8));
    }

    @Nullable Instant modified() {
        long time = Digits.parse(text(NAME_END, TIME_END), 10);
        return time < 0 ? null : Instant.ofEpochSecond(time);
    }

    private String text(int from, int to) {
        int end = Math.min(to, bytes.length());
        return from >= end ? "" : bytes.substring(from, end).strip();
    }
}
