package org.qemu.functional.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveStructSparse;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.decode.Magic;
import org.qemu.functional.archive.decode.Streams;

/** Reads tar in all its dialects. */
final class TarReader implements MemberReader {
    private final Tail tail;
    private final TarArchiveInputStream tar;

    TarReader(InputStream in) {
        tail = new Tail(in);
        tar = new TarArchiveInputStream(tail, StandardCharsets.UTF_8.name());
    }

    @Override
    public @Nullable Member next() throws IOException {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
            // An archive that was cut between two members has no other sign of it.
            if (!tail.isZero()) {
                throw new IOException("it ends without the mark of its end");
            }
            Streams.drain(tail); // so that the checksum of what compressed it is checked, too
            return null;
        }
        if (!entry.isCheckSumOK()) {
            throw new IOException("the header of '%s' is damaged".formatted(entry.getName()));
        }
        Member.Kind kind = kindOf(entry);
        return new Member(
                entry.getName(),
                kind,
                entry.isLink() || entry.isSymbolicLink() ? entry.getLinkName() : null,
                entry.getMode(),
                kind == Member.Kind.FILE ? entry.getRealSize() : 0,
                entry.getLastModifiedTime().toInstant(),
                entry.isSparse() && tar.canReadEntryData(entry) ? extentsOf(entry) : null);
    }

    private static List<Extent> extentsOf(TarArchiveEntry entry) throws IOException {
        List<Extent> extents = new ArrayList<>();
        for (TarArchiveStructSparse part : entry.getOrderedSparseHeaders()) {
            extents.add(new Extent(part.getOffset(), part.getNumbytes()));
        }
        // What comes after the last of them is a hole.
        extents.add(new Extent(entry.getRealSize(), 0));
        return extents;
    }

    private static Member.Kind kindOf(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return Member.Kind.SYMBOLIC_LINK;
        }
        if (entry.isLink()) {
            return Member.Kind.HARD_LINK;
        }
        if (entry.isDirectory()) {
            return Member.Kind.DIRECTORY;
        }
        boolean special = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        return special ? Member.Kind.SPECIAL : Member.Kind.FILE;
    }

    @Override
    public InputStream content() throws IOException {
        if (!tar.canReadEntryData(tar.getCurrentEntry())) {
            throw new IOException("it is sparse in a way that cannot be read");
        }
        return tar;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** Remembers whether the last block read was the zeros that an archive ends with. */
    private static final class Tail extends FilterInputStream {
        private int zeros;

        Tail(InputStream in) {
            super(in);
        }

        boolean isZero() {
            return zeros >= Magic.HEAD;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                zeros = b == 0 ? zeros + 1 : 0;
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            int i = offset + n;
            while (i > offset && bytes[i - 1] == 0 && offset + n - i < Magic.HEAD) {
                i--;
            }
            if (n > 0) {
                int trailing = offset + n - i;
                zeros = trailing == n ? Math.min(zeros + n, Magic.HEAD) : trailing;
            }
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            zeros = 0;
            return in.skip(n);
        }
    }
}
