package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.decode.Streams;
import org.qemu.functional.archive.internal.tar.TarEntry;
import org.qemu.functional.archive.internal.tar.TarInput;

/** Reads tar archives in all dialects. */
final class TarReader implements MemberReader {
    private final InputStream in;
    private final TarInput tar;

    TarReader(InputStream in, ExtractionWarnings notes) {
        this.in = in;
        tar = new TarInput(in, notes);
    }

    @Override
    public @Nullable Member next() throws IOException {
        TarEntry entry = tar.next();
        if (entry == null) {
            Streams.drain(in); // so that the decompressor checks its checksum, too
            return null;
        }
        Member.Kind kind = kindOf(entry);
        return new Member(
                entry.name(),
                kind,
                entry.link().isEmpty() ? null : entry.link(),
                entry.mode(),
                entry.stored(),
                entry.modified(),
                entry.extents(),
                null);
    }

    private static Member.Kind kindOf(TarEntry entry) {
        return switch (entry.type()) {
            case '0' -> Member.Kind.FILE;
            case '1' -> Member.Kind.HARD_LINK;
            case '2' -> Member.Kind.SYMBOLIC_LINK;
            case '5' -> Member.Kind.DIRECTORY;
            default -> Member.Kind.SPECIAL;
        };
    }

    @Override
    public InputStream content() {
        return tar;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
