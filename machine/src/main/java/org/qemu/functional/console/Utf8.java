package org.qemu.functional.console;

/** Read characters of UTF-8 out of bytes that may hold anything; see RFC 3629. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes a character has that begins with this one; 1 if none begins with it. */
    static int length(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            return 3;
        }
        return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
    }

    /** Whether the bytes up to the end may be the beginning of a character. */
    static boolean isCut(byte[] bytes, int at, int end) {
        for (int i = at + 1; i < end; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Return the code point of more than one byte that stands there, or -1. */
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
