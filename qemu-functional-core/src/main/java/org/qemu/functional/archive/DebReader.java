package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Magic;
import org.qemu.functional.archive.decode.Slice;

/**
 * Reads the files of a Debian package, as deb(5) lays them out: the member data.tar of an ar. That
 * is found by its place in the file, so that its decoder can read it from there.
 */
final class DebReader implements MemberReader {
    /** The ar magic, and the header before each member: see ar(5). */
    private static final int MAGIC = 8;

    private static final int HEADER = 60;
    private static final int NAME = 16;
    private static final int SIZE = 48;
    private static final int SIZE_END = 58;

    private final TarReader tar;

    DebReader(Slice file, Opener opener) throws IOException {
        tar = new TarReader(dataOf(file, opener));
    }

    private static InputStream dataOf(Slice file, Opener opener) throws IOException {
        try (InputStream in = file.open()) {
            in.skipNBytes(MAGIC);
            long position = MAGIC;
            byte[] header = in.readNBytes(HEADER);
            if (!nameOf(header).equals("debian-binary")) {
                throw new IOException("it does not begin with 'debian-binary' as packages do");
            }
            while (header.length == HEADER) {
                long size = sizeOf(header);
                position += HEADER;
                if (nameOf(header).startsWith("data.tar")) {
                    return open(nameOf(header), file.part(position, size), opener);
                }
                long padded = size + size % 2;
                in.skipNBytes(padded);
                position += padded;
                header = in.readNBytes(HEADER);
            }
        }
        throw new IOException("it has no data.tar, which holds a package's files");
    }

    private static InputStream open(String name, Slice data, Opener opener) throws IOException {
        byte[] head = Magic.head(data);
        Compression compression = Compression.of(head);
        if (compression != null) {
            return opener.open(compression, data);
        }
        if (!name.equals("data.tar")) {
            throw new IOException("'%s' is compressed in a way that is not known".formatted(name));
        }
        return data.open();
    }

    private static String nameOf(byte[] header) {
        return text(header, 0, Math.min(NAME, header.length)).replaceFirst("/$", "");
    }

    private static long sizeOf(byte[] header) throws IOException {
        String size = text(header, SIZE, SIZE_END);
        if (!size.matches("\\d{1,10}") || !Magic.at(header, SIZE_END, 0x60, '\n')) {
            throw new IOException("the header of '%s' is damaged".formatted(nameOf(header)));
        }
        return Long.parseLong(size);
    }

    private static String text(byte[] header, int from, int to) {
        return new String(header, from, to - from, StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public @Nullable Member next() throws IOException {
        return tar.next();
    }

    @Override
    public InputStream content() throws IOException {
        return tar.content();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
