package org.qemu.functional.archive.internal.decode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads the first bytes of a file, which identify its format. */
public final class MagicBytes {
    /** The size of a tar header, the longest of all signatures. */
    public static final int HEAD = 512;

    private MagicBytes() {}

    public static boolean at(byte[] head, int offset, int... bytes) {
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

    public static boolean at(byte[] head, int offset, String text) {
        return at(head, offset, text.chars().toArray());
    }

    /** Return up to {@value #HEAD} bytes without consuming them. */
    public static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        return head;
    }

    /** Return up to {@value #HEAD} bytes. */
    public static byte[] head(FileSlice file) throws IOException {
        try (InputStream in = file.bytes()) {
            return in.readNBytes(HEAD);
        }
    }

    /** Add a buffer whose size suits both disks and decoders. */
    public static BufferedInputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 1 << 16);
    }
}
