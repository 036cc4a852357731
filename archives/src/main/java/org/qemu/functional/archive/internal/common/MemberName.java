package org.qemu.functional.archive.internal.common;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * The name of a member, or the target of a link: bytes in the archive, characters on the disk.
 *
 * @param text the characters
 * @param bytes the bytes, one character for each; names with the same text may have different
 *     bytes, and then they are names of different files
 */
public record MemberName(String text, String bytes) {
    /**
     * Create a name from the bytes before the first zero: UTF-8, or ISO 8859-1 if that is not
     * valid.
     */
    public static MemberName of(byte[] bytes) {
        return of(new String(bytes, ISO_8859_1));
    }

    /** Create a name from a string with one character for each byte. */
    public static MemberName of(String bytes) {
        String name = untilZero(bytes);
        return isAscii(name) ? new MemberName(name, name) : new MemberName(decoded(name), name);
    }

    /** Create a name from text that was already decoded. */
    public static MemberName ofText(String text) {
        String name = untilZero(text);
        return new MemberName(
                name, isAscii(name) ? name : new String(name.getBytes(UTF_8), ISO_8859_1));
    }

    /** Return the text before the first zero, where names end in C, and so for all tools. */
    public static String untilZero(String text) {
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }

    private static String decoded(String bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    /** Return whether the name is pure ASCII, so that only one byte sequence decodes to it. */
    public boolean isAscii() {
        return text.equals(bytes) && isAscii(text);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** Return the name in a form that can be shown, see {@link QuotedText}. */
    @Override
    public String toString() {
        return QuotedText.name(text);
    }
}
