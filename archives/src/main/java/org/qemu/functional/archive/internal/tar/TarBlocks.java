package org.qemu.functional.archive.internal.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;

/** Reads blocks of 512 bytes, and the content of members, which is padded to blocks. */
final class TarBlocks {
    private final InputStream in;
    private final ExtractionWarnings notes;
    private long left;
    private int padding;

    TarBlocks(InputStream in, ExtractionWarnings notes) {
        this.in = in;
        this.notes = notes;
    }

    /**
     * Read a header; return {@code null} at the zero block that ends the archive, or at its end.
     */
    byte @Nullable [] header() throws IOException {
        byte[] block = in.readNBytes(TarHeader.SIZE);
        if (block.length < TarHeader.SIZE && isZero(block)) {
            // Accepted, as by all tools: an archive truncated between two members cannot be
            // recognized.
            notes.add("it has no end-of-archive block");
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

    /** Read a block that continues another one. */
    byte[] block() throws IOException {
        byte[] block = in.readNBytes(TarHeader.SIZE);
        if (block.length < TarHeader.SIZE) {
            throw endsWithinHeader();
        }
        return block;
    }

    /** Start the content of a member. */
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

    /** Read the content of a member that is metadata of the archive itself. */
    byte[] all(long limit) throws IOException {
        if (left > limit) {
            throw new IOException("a header is %d bytes long".formatted(left));
        }
        byte[] bytes = in.readNBytes((int) left);
        if (bytes.length < left) {
            throw endsWithinHeader();
        }
        left = 0;
        skipRest();
        return bytes;
    }

    /** Skip the rest of a member. */
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
