package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Looks at how a file begins. */
final class Magic {
    /** A tar header, the longest of what tells a format. */
    static final int HEAD = 512;

    private Magic() {}

    static boolean at(byte[] head, int offset, int... bytes) {
        if (head.length < offset + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[offset + i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean at(byte[] head, int offset, String text) {
        return at(head, offset, text.chars().toArray());
    }

    /** Returns up to {@value #HEAD} bytes and leaves them to be read again. */
    static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return head;
    }

    /** Opens with a buffer that suits both disks and decoders. */
    static BufferedInputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 1 << 16);
    }
}
