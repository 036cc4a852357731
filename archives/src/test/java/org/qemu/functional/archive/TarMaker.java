package org.qemu.functional.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes archives that tar itself would not write. */
final class TarMaker {
    private TarMaker() {}

    static void write(Path archive, Entry... entries) throws IOException {
        try (OutputStream stream = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(stream)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Entry entry : List.of(entries)) {
                byte[] content = entry.content.getBytes(StandardCharsets.UTF_8);
                entry.header.setSize(content.length);
                tar.putArchiveEntry(entry.header);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }

    static Entry file(String name, String content) {
        return new Entry(new TarArchiveEntry(name, true), content);
    }

    static Entry link(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return new Entry(entry, "");
    }

    static Entry hardLink(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_LINK);
        entry.setLinkName(target);
        return new Entry(entry, "");
    }

    record Entry(TarArchiveEntry header, String content) {}
}
