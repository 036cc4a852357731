package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Reads ar, with the long names of GNU and of BSD; a library's index of symbols is passed over. */
final class ArReader implements MemberReader {
    private final ArArchiveInputStream ar;

    ArReader(InputStream in) {
        ar = new ArArchiveInputStream(in);
    }

    @Override
    public @Nullable Member next() throws IOException {
        ArArchiveEntry entry = ar.getNextEntry();
        while (entry != null && isIndex(entry.getName())) {
            entry = ar.getNextEntry();
        }
        return entry == null
                ? null
                : new Member(
                        entry.getName(),
                        Member.Kind.FILE,
                        null,
                        entry.getMode(),
                        entry.getLength(),
                        Instant.ofEpochSecond(entry.getLastModified()));
    }

    private static boolean isIndex(String name) {
        return name.isEmpty() || name.startsWith("/") || name.startsWith("__.SYMDEF");
    }

    @Override
    public InputStream content() {
        return ar;
    }

    @Override
    public void close() throws IOException {
        ar.close();
    }
}
