package org.qemu.functional.archive.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.common.ExtractionWarnings;

/** Reads blocks of 512 bytes, and the content of members, which fills some. */
final class TarBlocks {
    private final InputStream in;
    private final ExtractionWarnings notes;
    private long left;
    private int padding;

    TarBlocks(InputStream in, ExtractionWarnings notes) {
        this.in = in;
        this.notes = notes;
    }

    /** Reads a header; {@code null} for the zeros at the end of the archive, or its end. */
    byte @Nullable [] header() throws IOException {
        byte[] block = in.readNBytes(TarHeader.SIZE);
        if (block.length < TarHeader.SIZE && isZero(block)) {
            // As all tools do: an archive that was cut between two members has no sign of it.
            notes.add("it ends without the mark of its end");
            return null;
        }
        if (block.length < TarHeader.SIZE) {
            throw endsWithinHeader();
        }
        return isZero(block) ? null : block;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static EOFException endsWithinHeader() {
        return new EOFException("it ends within a header");
    }

    /** Reads a block that goes on from another. */
    byte[] block() throws IOException {
        byte[] block = in.readNBytes(TarHeader.SIZE);
        if (block.length < TarHeader.SIZE) {
            throw endsWithinHeader();
        }
        return block;
    }

    /** Begins the content of a member. */
    void begin(long size) {
        left = size;
        padding = (int) (-size & (TarHeader.SIZE - 1));
    }

    long left() {
        return left;
    }

    int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(bytes, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("%d bytes are missing".formatted(left));
        }
        left -= n;
        return n;
    }

    /** Reads the content of a member that is one of the archive's own. */
    byte[] all(long most) throws IOException {
        if (left > most) {
            throw new IOException("a header has %d bytes".formatted(left));
        }
        byte[] bytes = in.readNBytes((int) left);
        if (bytes.length < left) {
            throw endsWithinHeader();
        }
        left = 0;
        skipRest();
        return bytes;
    }

    /** Passes over what is left of a member. */
    void skipRest() throws IOException {
        try {
            in.skipNBytes(left + padding);
        } catch (EOFException e) {
            throw new EOFException("it ends within a member");
        }
        left = 0;
        padding = 0;
    }
}
