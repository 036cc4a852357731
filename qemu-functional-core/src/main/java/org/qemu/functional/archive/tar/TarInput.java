package org.qemu.functional.archive.tar;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar in all its dialects: that of UNIX 7, ustar, pax, GNU's with long names and sparse
 * files. As a stream it has the content of the member that {@link #next} returned, without holes.
 */
public final class TarInput extends InputStream {
    /** Linux takes paths of 4095 bytes; what is longer is read so that its name can be told. */
    private static final int LONGEST_NAME = 1 << 20;

    /** The map of a sparse file with many extents may be in it. */
    private static final int LARGEST_PAX = 64 << 20;

    private final InputStream in;
    private final Blocks blocks;
    private PaxHeader global = PaxHeader.none();
    private PaxHeader pax = global;
    private @Nullable String longName;
    private @Nullable String longLink;

    /** Takes a stream at the first header; it should have a buffer. */
    public TarInput(InputStream in) {
        this.in = in;
        blocks = new Blocks(in);
    }

    /**
     * Goes to the next member.
     *
     * @return {@code null} at the mark of the archive's end
     * @throws IOException if the archive is damaged or ends without that
     */
    public @Nullable TarEntry next() throws IOException {
        pax = global;
        longName = null;
        longLink = null;
        while (true) {
            blocks.skipRest();
            byte[] block = blocks.header();
            if (block == null) {
                return null;
            }
            Header header = new Header(block);
            if (!isAbout(header)) {
                return entry(header);
            }
        }
    }

    /** Reads what is said of the member that comes next, or of all. */
    private boolean isAbout(Header header) throws IOException {
        if ("xXgLKV".indexOf(header.type()) < 0) {
            return false;
        }
        blocks.begin(header.length());
        switch (header.type()) {
            case 'x', 'X' -> pax = pax.with(blocks.all(LARGEST_PAX));
            case 'g' -> {
                byte[] content = blocks.all(LARGEST_PAX);
                global = global.with(content);
                pax = pax.with(content);
            }
            case 'L' -> longName = text(blocks.all(LONGEST_NAME));
            case 'K' -> longLink = text(blocks.all(LONGEST_NAME));
            default -> {} // the name of the tape
        }
        return true;
    }

    private static String text(byte[] content) {
        return new Field(0, content.length).text(content);
    }

    private TarEntry entry(Header header) throws IOException {
        String name = longName != null ? longName : header.name();
        name = pax.value("GNU.sparse.name", pax.value("path", name));
        String link = pax.value("linkpath", longLink != null ? longLink : header.link());
        char type = typeOf(header, name);
        // Links, folders and devices have no content, whatever the size that some archivers write.
        boolean isFile = type == '0';
        blocks.begin(isFile ? pax.number("size", header.length()) : dumpOf(header));
        SparseMap map = isFile ? SparseMap.of(header, pax, blocks) : null;
        if (map != null && map.stored() != blocks.left()) {
            throw new IOException("the map of the sparse file '%s' is damaged".formatted(name));
        }
        return new TarEntry(
                name,
                type,
                type == '1' || type == '2' ? link : "",
                header.mode(),
                pax.time("mtime", header.modified()),
                blocks.left(),
                map == null ? null : map.extents());
    }

    private static char typeOf(Header header, String name) throws IOException {
        char type = header.type();
        if (type == 'M') {
            throw new IOException("'%s' goes on from another volume".formatted(name));
        }
        if (type == 'D' || (type == '0' && name.endsWith("/"))) {
            return '5';
        }
        // POSIX: an unknown type is read as a file.
        return "123456".indexOf(type) < 0 ? '0' : type;
    }

    /** A folder of GNU's incremental archives has the names of its files for content. */
    private static long dumpOf(Header header) throws IOException {
        return header.type() == 'D' ? header.length() : 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return blocks.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
