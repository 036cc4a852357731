package org.qemu.functional.trace.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * Decodes UTF-8 that arrives in pieces, which may end within a character. Bytes that are not UTF-8
 * become U+FFFD.
 */
final class Utf8Pieces {
    private final CharsetDecoder decoder =
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The beginning of a character, at most three bytes. */
    private byte[] begun = {};

    String decode(byte[] piece, int length) {
        ByteBuffer in = ByteBuffer.allocate(begun.length + length);
        in.put(begun).put(piece, 0, length).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        var unused = decoder.decode(in, out, false);
        begun = new byte[in.remaining()];
        in.get(begun);
        return out.flip().toString();
    }

    /** Return what is left at the end: a replacement for a character that is incomplete. */
    String rest() {
        return begun.length == 0 ? "" : "\ufffd";
    }
}
