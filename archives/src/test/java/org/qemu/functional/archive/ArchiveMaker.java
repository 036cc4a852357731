package org.qemu.functional.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Writes files and links to each kind of archive that supports both. */
public enum ArchiveMaker {
    TAR {
        @Override
        void write(Path archive, Entry... entries) throws IOException {
            TarMaker.Entry[] tar = new TarMaker.Entry[entries.length];
            for (int i = 0; i < tar.length; i++) {
                Entry entry = entries[i];
                tar[i] =
                        entry.isLink()
                                ? TarMaker.link(entry.name, entry.content)
                                : TarMaker.file(entry.name, entry.content);
                if (!entry.isLink()) {
                    tar[i].header().setMode(entry.mode);
                }
            }
            TarMaker.write(archive, tar);
        }
    },
    ZIP {
        @Override
        void write(Path archive, Entry... entries) throws IOException {
            try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
                for (Entry entry : entries) {
                    ZipArchiveEntry header = new ZipArchiveEntry(entry.name);
                    header.setUnixMode(entry.mode);
                    zip.putArchiveEntry(header);
                    zip.write(entry.bytes());
                    zip.closeArchiveEntry();
                }
            }
        }
    },
    CPIO {
        @Override
        void write(Path archive, Entry... entries) throws IOException {
            // Written byte by byte, because commons-compress writes no name twice: see newc in
            // cpio(5).
            ByteArrayOutputStream cpio = new ByteArrayOutputStream();
            int inode = 0;
            for (Entry entry : entries) {
                append(cpio, ++inode, entry.mode, entry.name, entry.bytes());
            }
            append(cpio, 0, 0, "TRAILER!!!", new byte[0]);
            Files.write(archive, cpio.toByteArray());
        }

        private void append(
                ByteArrayOutputStream cpio, int inode, int mode, String name, byte[] content) {
            int[] fields = {
                inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0
            };
            cpio.writeBytes("070701".getBytes(StandardCharsets.US_ASCII));
            for (int field : fields) {
                cpio.writeBytes("%08x".formatted(field).getBytes(StandardCharsets.US_ASCII));
            }
            cpio.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
            cpio.writeBytes(new byte[-cpio.size() & 3]);
            cpio.writeBytes(content);
            cpio.writeBytes(new byte[-cpio.size() & 3]);
        }
    },
    SEVEN_ZIP {
        @Override
        void write(Path archive, Entry... entries) throws IOException {
            Files.deleteIfExists(archive);
            try (SevenZOutputFile sevenZip = new SevenZOutputFile(archive.toFile())) {
                for (Entry entry : entries) {
                    SevenZArchiveEntry header = new SevenZArchiveEntry();
                    header.setName(entry.name);
                    header.setHasWindowsAttributes(true);
                    header.setWindowsAttributes(0x8000 | entry.mode << 16);
                    sevenZip.putArchiveEntry(header);
                    sevenZip.write(entry.bytes());
                    sevenZip.closeArchiveEntry();
                }
            }
        }
    };

    /** Write the archive. */
    abstract void write(Path archive, Entry... entries) throws IOException;

    static Entry file(String name, String content) {
        return new Entry(name, UnixStat.FILE_FLAG | 0644, content);
    }

    static Entry setuid(String name) {
        return new Entry(name, UnixStat.FILE_FLAG | 06777, "");
    }

    static Entry link(String name, String target) {
        return new Entry(name, UnixStat.LINK_FLAG | 0777, target);
    }

    /**
     * An entry to write.
     *
     * @param content the content of a file, or the target of a link
     */
    record Entry(String name, int mode, String content) {
        boolean isLink() {
            return (mode & UnixStat.FILE_TYPE_FLAG) == UnixStat.LINK_FLAG;
        }

        byte[] bytes() {
            return content.getBytes(StandardCharsets.UTF_8);
        }
    }
}
