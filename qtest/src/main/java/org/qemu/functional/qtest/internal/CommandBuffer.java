package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.qemu.functional.qtest.Width;

/** Build lines of commands without allocations, at one to twenty thousand per second. */
public final class CommandBuffer {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);

    private byte[] bytes = new byte[256];
    private int length;
    private int line;

    /**
     * Start a command.
     *
     * @throws IllegalArgumentException if the name is not printable ASCII
     */
    public CommandBuffer begin(String name) {
        line = length;
        return text(name);
    }

    /** Start a command whose name ends in the letter of a width. */
    public CommandBuffer begin(String name, Width width) {
        return begin(name).text(width.letter());
    }

    /**
     * Append an argument unchanged.
     *
     * @throws IllegalArgumentException if it is not printable ASCII
     */
    public CommandBuffer word(String text) {
        reserve(1);
        bytes[length++] = ' ';
        return text(text);
    }

    /** Append an argument as an unsigned hexadecimal number. */
    public CommandBuffer hex(long value) {
        reserve(19);
        bytes[length++] = ' ';
        bytes[length++] = '0';
        bytes[length++] = 'x';
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
        for (int i = digits - 1; i >= 0; i--) {
            bytes[length++] = DIGITS[(int) (value >>> (4 * i)) & 15];
        }
        return this;
    }

    /** Append bytes that are already characters, without a space. */
    public CommandBuffer raw(byte[] characters) {
        reserve(characters.length);
        System.arraycopy(characters, 0, bytes, length, characters.length);
        length += characters.length;
        return this;
    }

    /** Append bytes as two digits each, without a space. */
    public CommandBuffer hexBytes(byte[] data, int from, int count) {
        reserve(2 * count);
        for (int i = from; i < from + count; i++) {
            bytes[length++] = DIGITS[(data[i] >> 4) & 15];
            bytes[length++] = DIGITS[data[i] & 15];
        }
        return this;
    }

    /** End the command. */
    public CommandBuffer end() {
        reserve(1);
        bytes[length++] = '\n';
        return this;
    }

    /** Return the last command without its line end. */
    String lastLine() {
        return text(line, bytes[length - 1] == '\n' ? length - 1 : length);
    }

    /** Return a part of the text. */
    String text(int from, int to) {
        return new String(bytes, from, to - from, US_ASCII);
    }

    /** Return the number of bytes so far. */
    public int length() {
        return length;
    }

    ByteBuffer toSend() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    byte[] bytes() {
        return bytes;
    }

    public void clear() {
        length = 0;
        line = 0;
    }

    private CommandBuffer text(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char character = text.charAt(i);
            if (character < ' ' || character > '~') {
                throw new IllegalArgumentException(
                        "'%s' is not valid in a qtest command: use printable ASCII"
                                .formatted(text));
            }
            bytes[length++] = (byte) character;
        }
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
