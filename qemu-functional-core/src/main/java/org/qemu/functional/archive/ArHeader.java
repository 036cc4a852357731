package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.common.MemberName;

/**
 * What is before each member of an ar, see ar(5).
 *
 * @param bytes each as the character of its number
 */
record ArHeader(String bytes) {
    static final int SIZE = 60;

    /** The bytes that an ar begins with, {@code !<arch>} and a newline. */
    static final int MAGIC = 8;

    private static final int NAME_END = 16;
    private static final int TIME_END = 28;
    private static final int MODE = 40;
    private static final int MODE_END = 48;
    private static final int LENGTH_END = 58;

    private static final String END = "`\n";

    /** Takes bytes as they come; some may be missing. */
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

    /** Returns the name's field, each byte as the character of its number. */
    String name() {
        return text(0, NAME_END);
    }

    long length() throws IOException {
        String length = text(MODE_END, LENGTH_END);
        if (!length.matches("\\d{1,10}")) {
            throw damaged();
        }
        return Long.parseLong(length);
    }

    /** Returns the mode, 0 if there is none. */
    int mode() {
        String mode = text(MODE, MODE_END);
        return mode.matches("[0-7]{1,8}") ? Integer.parseInt(mode, 8) : 0;
    }

    @Nullable Instant modified() {
        String time = text(NAME_END, TIME_END);
        return time.matches("\\d{1,12}") ? Instant.ofEpochSecond(Long.parseLong(time)) : null;
    }

    private String text(int from, int to) {
        int end = Math.min(to, bytes.length());
        return from >= end ? "" : bytes.substring(from, end).strip();
    }
}
