package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsupportedException;
import org.qemu.functional.archive.internal.decode.Compression;
import org.qemu.functional.archive.internal.decode.FileSlice;
import org.qemu.functional.archive.internal.decode.MagicBytes;

/**
 * Reads the files of a Debian package: the member data.tar of an ar, see deb(5). It is located by
 * its offset in the file, so that its decoder can read it from there.
 */
final class DebReader implements MemberReader {
    private static final String DATA = "data.tar";

    private final TarReader tar;

    DebReader(FileSlice file, Decompressors opener, ExtractionWarnings notes) throws IOException {
        tar = new TarReader(dataOf(file, opener, notes), notes);
    }

    private static InputStream dataOf(
            FileSlice file, Decompressors opener, ExtractionWarnings notes) throws IOException {
        try (InputStream in = file.open()) {
            in.skipNBytes(ArHeader.MAGIC);
            long position = ArHeader.MAGIC;
            byte[] bytes = in.readNBytes(ArHeader.SIZE);
            if (!nameOf(ArHeader.unchecked(bytes)).equals("debian-binary")) {
                throw new IOException("it does not begin with the member 'debian-binary'");
            }
            while (bytes.length == ArHeader.SIZE) {
                ArHeader header = ArHeader.of(bytes);
                position += ArHeader.SIZE;
                if (nameOf(header).startsWith(DATA)) {
                    FileSlice data = file.part(position, header.length());
                    return open(nameOf(header), data, opener, notes);
                }
                long padded = header.length() + header.length() % 2;
                in.skipNBytes(padded);
                position += padded;
                bytes = in.readNBytes(ArHeader.SIZE);
            }
        }
        throw new IOException("it has no member data.tar, which contains a package's files");
    }

    private static InputStream open(
            String name, FileSlice data, Decompressors opener, ExtractionWarnings notes)
            throws IOException {
        byte[] head = MagicBytes.head(data);
        Compression compression = Compression.of(head, Compression.guess(name));
        if (compression != null) {
            return opener.open(compression, data, notes);
        }
        if (!name.equals(DATA)) {
            throw new UnsupportedException(
                    "the compression of '%s'".formatted(QuotedText.name(name)));
        }
        return data.open();
    }

    private static String nameOf(ArHeader header) {
        return header.name().replaceFirst("/$", "");
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
