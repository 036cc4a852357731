package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsupportedException;
import org.qemu.functional.archive.internal.decode.Streams;

/** Reads zip archives by the directory at their end. */
final class ZipReader implements MemberReader {
    /** The mode of a file that comes from a system without modes. */
    private static final int DEFAULT_FILE_MODE = 0644;

    private static final int DEFAULT_DIRECTORY_MODE = 0755;

    private final ZipFile zip;
    private final Iterator<ZipArchiveEntry> entries;
    private final long memory;
    private @Nullable ZipArchiveEntry current;

    /** Open a zip with a limit on the memory of a decoder's dictionary, in bytes. */
    ZipReader(Path file, long memory) throws IOException {
        this.memory = memory;
        // The directory repeats the header that precedes each member.
        zip = open(ZipFile.builder().setPath(file).setIgnoreLocalFileHeader(true));
        entries = zip.getEntriesInPhysicalOrder().asIterator();
    }

    private static ZipFile open(ZipFile.Builder builder) throws IOException {
        try {
            return builder.get();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).startsWith("Too many disks")) {
                throw new UnsupportedException("a zip of several volumes");
            }
            throw e;
        }
    }

    @Override
    public @Nullable Member next() throws IOException {
        if (!entries.hasNext()) {
            return null;
        }
        ZipArchiveEntry entry = entries.next();
        current = entry;
        Member.Kind kind = kindOf(entry);
        int mode =
                entry.getUnixMode() != 0
                        ? entry.getUnixMode()
                        : kind == Member.Kind.DIRECTORY
                                ? DEFAULT_DIRECTORY_MODE
                                : DEFAULT_FILE_MODE;
        return new Member(
                ZipNames.of(entry),
                kind,
                kind == Member.Kind.SYMBOLIC_LINK ? Streams.text(content(), entry.getSize()) : null,
                mode,
                entry.getSize(),
                entry.getLastModifiedTime() == null
                        ? null
                        : entry.getLastModifiedTime().toInstant());
    }

    private static Member.Kind kindOf(ZipArchiveEntry entry) {
        return entry.isDirectory() ? Member.Kind.DIRECTORY : Member.Kind.of(entry.getUnixMode());
    }

    @Override
    public InputStream content() throws IOException {
        ZipArchiveEntry entry = current;
        if (entry == null) {
            throw new IOException("there is no current member: next() was not called");
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new UnsupportedException("the encryption of a member");
        }
        return new Checked(ZipMethods.open(zip, entry, memory), entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Verifies the checksum, which commons-compress leaves to its caller. */
    private static final class Checked extends CheckedInputStream {
        private final ZipArchiveEntry entry;

        Checked(InputStream in, ZipArchiveEntry entry) {
            super(in, new CRC32());
            this.entry = entry;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            if (n < 0 && entry.getCrc() != getChecksum().getValue()) {
                throw new IOException(
                        "the checksum of '%s' is wrong"
                                .formatted(QuotedText.name(entry.getName())));
            }
            return n;
        }
    }
}
