package org.qemu.functional.archive.internal.tar;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.MemberName;
import org.qemu.functional.archive.internal.common.UnsupportedException;

/**
 * Reads tar archives in all dialects: UNIX V7, ustar, pax, and GNU with long names and sparse
 * files. The stream is the content, without holes, of the member that {@link #next} returned.
 */
public final class TarInput extends InputStream {
    /**
     * Linux allows paths of 4095 bytes; longer ones are accepted here so that messages can quote
     * them.
     */
    private static final int LONGEST_NAME = 1 << 20;

    /** The known types of members that do not describe another one: S and 7 are files. */
    private static final String FILES = "01234567DS";

    private final InputStream in;
    private final ExtractionWarnings notes;
    private final TarBlocks blocks;
    private PaxHeader global = PaxHeader.none();
    private PaxHeader own = PaxHeader.none();
    private @Nullable String longName;
    private @Nullable String longLink;

    /** Create a reader of a stream that is at the first header. The stream should be buffered. */
    public TarInput(InputStream in, ExtractionWarnings notes) {
        this.in = in;
        this.notes = notes;
        blocks = new TarBlocks(in, notes);
    }

    /**
     * Advance to the next member.
     *
     * @return {@code null} at the end-of-archive block, or at the end of the stream
     * @throws IOException if the archive is damaged
     */
    public @Nullable TarEntry next() throws IOException {
        own = PaxHeader.none();
        longName = null;
        longLink = null;
        while (true) {
            blocks.skipRest();
            byte[] block = blocks.header();
            if (block == null) {
                return null;
            }
            TarHeader header = new TarHeader(block);
            if (!isAbout(header)) {
                return entry(header);
            }
        }
    }

    /** Read metadata that applies to the next member or to all members. */
    private boolean isAbout(TarHeader header) throws IOException {
        if ("xXgLKV".indexOf(header.type()) < 0) {
            return false;
        }
        blocks.begin(header.length());
        switch (header.type()) {
            case 'x', 'X' -> own = own.with(blocks);
            case 'g' -> global = global.withGlobal(blocks);
            case 'L' -> longName = text(blocks.all(LONGEST_NAME));
            case 'K' -> longLink = text(blocks.all(LONGEST_NAME));
            default -> {} // the volume label
        }
        return true;
    }

    private static String text(byte[] content) {
        return new HeaderField(0, content.length).text(content);
    }

    private TarEntry entry(TarHeader header) throws IOException {
        PaxHeader pax = own.over(global);
        String bytes = longName != null ? longName : header.name();
        MemberName name = MemberName.of(pax.value("GNU.sparse.name", pax.value("path", bytes)));
        String link = pax.value("linkpath", longLink != null ? longLink : header.link());
        char type = typeOf(header, name);
        // Links, folders and devices have no content, whatever size some archivers write.
        boolean isFile = type == '0';
        blocks.begin(isFile ? pax.number("size", header.length()) : dumpOf(header));
        SparseMap map = isFile ? SparseMap.of(header, pax, blocks) : null;
        if (map != null && map.stored() != blocks.left()) {
            throw new IOException("the map of the sparse file '%s' is damaged".formatted(name));
        }
        return new TarEntry(
                name,
                type,
                type == '1' || type == '2' ? MemberName.of(link).text() : "",
                header.mode(notes),
                pax.time("mtime", header.modified(notes), notes),
                blocks.left(),
                map == null ? null : map.extents());
    }

    private char typeOf(TarHeader header, MemberName name) throws IOException {
        char type = header.type();
        if (type == 'M') {
            throw new UnsupportedException(
                    "'%s' continues from another volume, which".formatted(name));
        }
        if (type == 'D' || (type == '0' && name.text().endsWith("/"))) {
            return '5';
        }
        if (FILES.indexOf(type) < 0) {
            notes.add(
                    "'%s' has the unknown type %d and is read as a file"
                            .formatted(name, (int) type));
        }
        // POSIX: an unknown type is read as a file.
        return "123456".indexOf(type) < 0 ? '0' : type;
    }

    /** The content of a folder in GNU's incremental archives is the list of its files. */
    private static long dumpOf(TarHeader header) throws IOException {
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
