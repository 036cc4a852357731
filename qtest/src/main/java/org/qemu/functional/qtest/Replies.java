package org.qemu.functional.qtest;

import java.util.Arrays;
import java.util.Base64;

/** Reads the lines that QEMU sends. */
final class Replies {
    private Replies() {}

    static boolean isInterrupt(ReplyLine line) {
        return startsWith(line, "IRQ ");
    }

    static boolean isOk(ReplyLine line) {
        return is(line, "OK");
    }

    static boolean isReply(ReplyLine line) {
        return isOk(line) || is(line, "FAIL") || is(line, "ERR");
    }

    /** What follows {@code OK}. */
    static String text(ReplyLine line) {
        return line.length() <= 3 ? "" : line.toString().substring(3);
    }

    /**
     * The number that follows {@code OK}, hexadecimal with {@code 0x}, else decimal; 0 if nothing
     * does.
     *
     * @param command for the message
     * @throws QTestProtocolException if it is no number
     */
    static long number(ReplyLine line, CommandBuffer command) {
        int at = line.from() + 3;
        if (at >= line.to()) {
            return 0;
        }
        byte[] bytes = line.bytes();
        if (line.to() - at > 2
                && line.to() - at <= 18
                && bytes[at] == '0'
                && bytes[at + 1] == 'x') {
            long value = 0;
            for (int i = at + 2; i < line.to(); i++) {
                int digit = Character.digit(bytes[i], 16);
                if (digit < 0) {
                    throw noNumber(line, command);
                }
                value = value << 4 | digit;
            }
            return value;
        }
        try {
            return Long.parseLong(line.toString().substring(3));
        } catch (NumberFormatException e) {
            throw noNumber(line, command);
        }
    }

    private static QTestProtocolException noNumber(ReplyLine line, CommandBuffer command) {
        return new QTestProtocolException(
                "the reply to qtest command '%s' should end in a number: '%s'"
                        .formatted(Link.quote(command.lastLine()), Link.quote(line.toString())));
    }

    /**
     * Decode the bytes that follow {@code OK} in base64.
     *
     * @throws QTestProtocolException if they are not so many
     */
    static void base64(ReplyLine line, byte[] into, int at, int count) {
        byte[] decoded;
        try {
            decoded =
                    Base64.getDecoder()
                            .decode(Arrays.copyOfRange(line.bytes(), line.from() + 3, line.to()));
        } catch (IllegalArgumentException e) {
            throw notBytes(line, count, e);
        }
        if (decoded.length != count) {
            throw notBytes(line, count, null);
        }
        System.arraycopy(decoded, 0, into, at, count);
    }

    /**
     * Decode the bytes that follow {@code OK 0x}, two digits each.
     *
     * @throws QTestProtocolException if they are not so many
     */
    static void hex(ReplyLine line, byte[] into, int at, int count) {
        int from = line.from() + 5;
        if (line.to() - from != 2 * count) {
            throw notBytes(line, count, null);
        }
        for (int i = 0; i < count; i++, from += 2) {
            int high = Character.digit(line.bytes()[from], 16);
            int low = Character.digit(line.bytes()[from + 1], 16);
            if (high < 0 || low < 0) {
                throw notBytes(line, count, null);
            }
            into[at + i] = (byte) (high << 4 | low);
        }
    }

    private static QTestProtocolException notBytes(
            ReplyLine line, int count, @org.jspecify.annotations.Nullable Throwable cause) {
        String message =
                "%d bytes were asked for, and this came: '%s'"
                        .formatted(count, Link.quote(line.toString()));
        return cause == null
                ? new QTestProtocolException(message)
                : new QTestProtocolException(message, cause);
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
