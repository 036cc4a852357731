package org.qemu.functional.qtest.internal;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Parse the lines that QEMU sends. */
public final class ReplyReader {
    private static final String NUMBER = "end in a number";

    /** The value of each character as a hexadecimal digit; -1 if it is not one. */
    private static final byte[] DIGITS = digits();

    private ReplyReader() {}

    private static byte[] digits() {
        byte[] digits = new byte[256];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) Character.digit(i, 16);
        }
        return digits;
    }

    static boolean isInterrupt(ReplyLine line) {
        return startsWith(line, "IRQ ");
    }

    static boolean isOk(ReplyLine line) {
        return is(line, "OK");
    }

    static boolean isReply(ReplyLine line) {
        return isOk(line) || is(line, "FAIL") || is(line, "ERR");
    }

    /** Return the text after {@code OK}. */
    static String text(ReplyLine line) {
        return line.length() <= 3 ? "" : line.toString().substring(3);
    }

    /**
     * Return the number after {@code OK}, hexadecimal with {@code 0x}, else decimal; unsigned, of
     * at most 64 bits. Return 0 if there is none.
     *
     * @throws BadReplyException if the text is not a number
     */
    public static long number(ReplyLine line) throws BadReplyException {
        int at = line.from() + 3;
        int length = line.to() - at;
        if (length <= 0) {
            return 0;
        }
        byte[] bytes = line.bytes();
        if (length > 2 && length <= 18 && bytes[at] == '0' && bytes[at + 1] == 'x') {
            long value = 0;
            int seen = 0;
            for (int i = at + 2; i < line.to(); i++) {
                int digit = DIGITS[bytes[i] & 0xff];
                seen |= digit;
                value = value << 4 | digit;
            }
            if (seen < 0) {
                throw new BadReplyException(NUMBER);
            }
            return value;
        }
        try {
            return Long.parseUnsignedLong(line.toString().substring(3));
        } catch (NumberFormatException e) {
            throw new BadReplyException(NUMBER);
        }
    }

    /**
     * Decode the bytes after {@code OK} in base64.
     *
     * @throws BadReplyException if their number is wrong
     */
    public static void base64(ReplyLine line, byte[] into, int at, int count)
            throws BadReplyException {
        int from = line.from() + 3;
        try {
            ByteBuffer decoded =
                    Base64.getDecoder()
                            .decode(ByteBuffer.wrap(line.bytes(), from, line.to() - from));
            if (decoded.remaining() == count) {
                decoded.get(into, at, count);
                return;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Too short, or not base64.
        }
        throw new BadReplyException("bring %d bytes in base64".formatted(count));
    }

    /**
     * Decode the bytes after {@code OK 0x}, two digits each.
     *
     * @throws BadReplyException if their number is wrong
     */
    public static void hex(ReplyLine line, byte[] into, int at, int count)
            throws BadReplyException {
        byte[] bytes = line.bytes();
        int from = line.from() + 5;
        int seen = startsWith(line, "OK 0x") && line.to() - from == 2 * count ? 0 : -1;
        for (int i = 0; i < count && seen >= 0; i++, from += 2) {
            int value = DIGITS[bytes[from] & 0xff] << 4 | DIGITS[bytes[from + 1] & 0xff];
            seen |= value;
            into[at + i] = (byte) value;
        }
        if (seen < 0) {
            throw new BadReplyException("bring %d bytes, two digits each".formatted(count));
        }
    }

    private static boolean is(ReplyLine line, String word) {
        return startsWith(line, word)
                && (line.length() == word.length()
                        || line.bytes()[line.from() + word.length()] == ' ');
    }

    private static boolean startsWith(ReplyLine line, String prefix) {
        if (line.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (line.bytes()[line.from() + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
