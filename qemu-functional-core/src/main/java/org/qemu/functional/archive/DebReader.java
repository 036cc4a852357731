package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the files of a Debian package, as deb(5) lays them out: the member data.tar of an ar. */
final class DebReader implements MemberReader {
    private final ArReader ar;
    private final TarReader tar;

    DebReader(InputStream in) throws IOException {
        ar = new ArReader(in);
        Member member = ar.next();
        if (member == null || !member.name().equals("debian-binary")) {
            throw new IOException("it does not begin with 'debian-binary' as packages do");
        }
        while (!member.name().startsWith("data.tar")) {
            member = ar.next();
            if (member == null) {
                throw new IOException("it has no data.tar, which holds a package's files");
            }
        }
        tar = new TarReader(tarOf(member.name(), new Sized(ar.content(), member.size())));
    }

    private static InputStream tarOf(String name, InputStream content) throws IOException {
        BufferedInputStream data = Magic.buffered(content);
        Compression compression = Compression.of(Magic.peek(data));
        if (compression != null) {
            return Magic.buffered(compression.open(data));
        }
        if (!name.equals("data.tar")) {
            throw new IOException("'%s' is compressed in a way that is not known".formatted(name));
        }
        return data;
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
        try (ar) {
            tar.close();
        }
    }
}
