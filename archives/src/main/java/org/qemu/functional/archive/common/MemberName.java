package org.qemu.functional.archive.common;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * The name of a member, or where a link points to: bytes in the archive, characters on the disk.
 *
 * @param text the characters
 * @param bytes the bytes, each as the character of its number; names of the same text need not have
 *     the same bytes, and then they are names of different files
 */
public record MemberName(String text, String bytes) {
    /** Takes what is before the first zero: as UTF-8, or as ISO 8859-1 if it is none. */
    public static MemberName of(byte[] bytes) {
        return of(new String(bytes, ISO_8859_1));
    }

    /** Takes bytes that stand in a string, each as the character of its number. */
    public static MemberName of(String bytes) {
        String name = untilZero(bytes);
        return isAscii(name) ? new MemberName(name, name) : new MemberName(decoded(name), name);
    }

    /** Takes a name that something else has decoded. */
    public static MemberName ofText(String text) {
        String name = untilZero(text);
        return new MemberName(
                name, isAscii(name) ? name : new String(name.getBytes(UTF_8), ISO_8859_1));
    }

    /** Returns what is before the first zero, where names end in C, and so for all tools. */
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

    /** Tells whether no character has a choice of bytes. */
    public boolean isAscii() {
        return text.equals(bytes) && isAscii(text);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** Returns the name as it can be shown, see {@link QuotedText}. */
    @Override
    public String toString() {
        return QuotedText.name(text);
    }
}
