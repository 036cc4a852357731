package org.qemu.functional.archive.internal.tar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.UnsupportedException;

/**
 * Describes where a sparse file has content, in the four forms of "Storing Sparse Files" in GNU
 * tar's manual.
 */
final class SparseMap {
    private static final int PAIR = 24;
    private static final int NUMBER = 12;

    /** The old form: four pairs in the header, and 21 in each block after it. */
    private static final int HEADER_PAIRS = 386;

    private static final int HEADER_COUNT = 4;
    private static final int HEADER_GOES_ON = 482;
    private static final HeaderField REAL_SIZE = new HeaderField(483, 12);
    private static final int BLOCK_COUNT = 21;
    private static final int BLOCK_GOES_ON = 504;

    /**
     * The maximum number of extents: far more than file systems have for one file, yet few enough
     * for memory.
     */
    static final int MOST = 1_000_000;

    /** The maximum length of that many pairs in one text. */
    static final int LONGEST = 40 * MOST;

    private final List<Extent> extents = new ArrayList<>();
    private long end;
    private long stored;

    /**
     * Read the map of a member, or return {@code null} if it is not sparse; the content comes next.
     */
    static @Nullable SparseMap of(TarHeader header, PaxHeader pax, TarBlocks blocks)
            throws IOException {
        SparseMap map = new SparseMap();
        if (header.type() == 'S') {
            if (!header.isGnu()) {
                throw new UnsupportedException("this form of sparse files");
            }
            map.readOld(header.block(), blocks);
            return map.end(REAL_SIZE.number(header.block()));
        }
        String major = pax.value("GNU.sparse.major");
        if (major != null) {
            if (!major.equals("1") || !pax.value("GNU.sparse.minor", "0").equals("0")) {
                throw new UnsupportedException("this form of sparse files");
            }
            map.readBefore(blocks);
            return map.end(pax.number("GNU.sparse.realsize", -1));
        }
        String list = pax.value("GNU.sparse.map");
        if (list != null) {
            map.readList(list);
        } else if (pax.value("GNU.sparse.size") != null) {
            map.addAll(pax.pairs());
        } else {
            return null;
        }
        return map.end(pax.number("GNU.sparse.size", -1));
    }

    private void readOld(byte[] header, TarBlocks blocks) throws IOException {
        addPairs(header, HEADER_PAIRS, HEADER_COUNT);
        boolean goesOn = header[HEADER_GOES_ON] != 0;
        while (goesOn) {
            byte[] block = blocks.block();
            addPairs(block, 0, BLOCK_COUNT);
            goesOn = block[BLOCK_GOES_ON] != 0;
        }
    }

    private void addPairs(byte[] block, int from, int count) throws IOException {
        for (int at = from; at < from + count * PAIR && block[at] != 0; at += PAIR) {
            add(
                    new HeaderField(at, NUMBER).number(block),
                    new HeaderField(at + NUMBER, NUMBER).number(block));
        }
    }

    private void readList(String list) throws IOException {
        PaxHeader.Numbers numbers = new PaxHeader.Numbers();
        int from = 0;
        for (int comma = list.indexOf(','); comma >= 0; comma = list.indexOf(',', from)) {
            numbers.add(PaxHeader.number(list.substring(from, comma)));
            from = comma + 1;
        }
        numbers.add(PaxHeader.number(list.substring(from)));
        addAll(numbers);
    }

    private void addAll(PaxHeader.Numbers numbers) throws IOException {
        if (numbers.size() % 2 != 0) {
            throw damaged();
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            add(numbers.get(i), numbers.get(i + 1));
        }
    }

    /** Read the number of pairs and then the pairs, one number per line, padded to a block. */
    private void readBefore(TarBlocks blocks) throws IOException {
        Lines lines = new Lines(blocks);
        long count = lines.next();
        if (count > MOST) {
            throw damaged();
        }
        for (long i = 0; i < count; i++) {
            add(lines.next(), lines.next());
        }
    }

    private void add(long offset, long size) throws IOException {
        if (offset < end || size < 0 || offset > Long.MAX_VALUE - size || extents.size() == MOST) {
            throw damaged();
        }
        extents.add(new Extent(offset, size));
        end = offset + size;
        stored += size;
    }

    private SparseMap end(long size) throws IOException {
        add(size, 0);
        return this;
    }

    private static IOException damaged() {
        return new IOException("the map of a sparse file is damaged");
    }

    List<Extent> extents() {
        return extents;
    }

    /** Return the number of bytes of content that the archive must contain. */
    long stored() {
        return stored;
    }

    /** Numbers in lines at the beginning of a member's content. */
    private static final class Lines {
        private final TarBlocks blocks;
        private final byte[] block = new byte[TarHeader.SIZE];
        private int position = TarHeader.SIZE;

        Lines(TarBlocks blocks) {
            this.blocks = blocks;
        }

        long next() throws IOException {
            StringBuilder digits = new StringBuilder();
            for (int c = nextByte(); c != '\n'; c = nextByte()) {
                if (c < '0' || c > '9' || digits.length() > 19) {
                    throw damaged();
                }
                digits.append((char) c);
            }
            return PaxHeader.number(digits.toString());
        }

        private int nextByte() throws IOException {
            if (position == block.length) {
                int n = 0;
                while (n < block.length) {
                    int more = blocks.read(block, n, block.length - n);
                    if (more < 0) {
                        throw damaged();
                    }
                    n += more;
                }
                position = 0;
            }
            return block[position++];
        }
    }
}
