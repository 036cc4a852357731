package org.qemu.functional.archive.internal.decode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.qemu.functional.archive.internal.common.MemberName;

/** Reads streams to their end. */
public final class Streams {
    public static final int CHUNK = 1 << 17;

    /**
     * Linux's limit on a path, 4096 bytes including the zero, which also limits the target of a
     * link.
     */
    private static final int LONGEST_LINK = 4095;

    private Streams() {}

    public static void drain(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int n = in.read(chunk);
        while (n >= 0) {
            n = in.read(chunk);
        }
    }

    /**
     * Read the target of a link.
     *
     * @throws IOException if it is too long or incomplete
     */
    public static String text(InputStream in, long size) throws IOException {
        if (size > LONGEST_LINK) {
            throw new IOException("a link has a target of %d bytes".formatted(size));
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EOFException("it ends in the target of a link");
        }
        return MemberName.of(bytes).text();
    }
}
