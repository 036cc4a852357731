package org.qemu.functional.console;

/** Read UTF-8 characters from bytes that may also contain other data; see RFC 3629. */
final class Utf8 {
    private Utf8() {}

    /** Return the length of the character that begins with this byte; 1 if none does. */
    static int length(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            return 3;
        }
        return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
    }

    /** Return whether the bytes up to the end may be an incomplete character. */
    static boolean isCut(byte[] bytes, int at, int end) {
        for (int i = at + 1; i < end; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Return the code point of a character of more than one byte, or -1. */
    static int decode(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int length = length(first);
        if (length == 1 || at + length > end || !isCut(bytes, at, at + length)) {
            return -1;
        }
        int point = first & (0xff >> (length + 1));
        for (int i = 1; i < length; i++) {
            point = (point << 6) | (bytes[at + i] & 0x3f);
        }
        boolean shortest = point >= (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000);
        boolean surrogate = point >= 0xd800 && point <= 0xdfff;
        return shortest && !surrogate && point <= Character.MAX_CODE_POINT ? point : -1;
    }
}
