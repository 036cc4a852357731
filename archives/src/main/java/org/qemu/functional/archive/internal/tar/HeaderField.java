package org.qemu.functional.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import org.qemu.functional.archive.internal.common.Digits;
import org.qemu.functional.archive.internal.common.QuotedText;

/** A field of a block: a text or a number at an offset, see tar(5) and POSIX's pax. */
record HeaderField(int offset, int length) {
    /** Return the bytes before the first zero, one character for each. */
    String text(byte[] block) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, ISO_8859_1);
    }

    /**
     * Return a number in octal digits, or in base 256 as GNU and star write large ones.
     *
     * @throws IOException if it is not a number, or needs more than 64 bits
     */
    long number(byte[] block) throws IOException {
        if ((block[offset] & 0x80) != 0) {
            return binary(block);
        }
        String digits = text(block).strip();
        int blank = digits.indexOf(' ');
        digits = blank < 0 ? digits : digits.substring(0, blank);
        long number = digits.isEmpty() ? 0 : Digits.parse(digits, 8);
        if (number < 0) {
            throw new IOException(
                    "a header has '%s' instead of a number".formatted(QuotedText.name(digits)));
        }
        return number;
    }

    private long binary(byte[] block) throws IOException {
        // The first bit marks base 256; the second is the sign, as if the first did not exist.
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? block[offset] : block[offset] & 0x7f;
        for (int i = offset + 1; i < offset + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw new IOException("a header has a number beyond 64 bits");
            }
            value = value << 8 | (block[i] & 0xff);
        }
        return value;
    }
}
