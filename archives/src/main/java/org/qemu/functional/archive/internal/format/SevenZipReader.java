package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.MemberName;
import org.qemu.functional.archive.internal.decode.Streams;

/**
 * Reads 7z archives by the directory at their end. A member is decoded when its content is
 * requested: after those before it in the same solid block, without those after it.
 */
final class SevenZipReader implements MemberReader {
    /** Set by p7zip and 7-Zip if the upper half of the attributes is a POSIX mode. */
    private static final int HAS_MODE = 0x8000;

    private static final int MODE_SHIFT = 16;
    private static final int DEFAULT_FILE_MODE = 0644;
    private static final int DEFAULT_DIRECTORY_MODE = 0755;

    private static final char UNDECODABLE = '\ufffd';

    private final SevenZFile sevenZip;
    private int members;

    SevenZipReader(Path file, long memory) throws IOException {
        try {
            sevenZip =
                    SevenZFile.builder()
                            .setPath(file)
                            .setMaxMemoryLimitKiB((int) Math.min(Integer.MAX_VALUE, memory >> 10))
                            .get();
        } catch (IOException e) {
            throw SevenZipFaults.of(e);
        }
    }

    @Override
    public @Nullable Member next() throws IOException {
        try {
            return read();
        } catch (IOException e) {
            throw SevenZipFaults.of(e);
        }
    }

    private @Nullable Member read() throws IOException {
        SevenZArchiveEntry entry = sevenZip.getNextEntry();
        while (entry != null && entry.isAntiItem()) {
            entry = sevenZip.getNextEntry(); // skip entries that tell an update what to remove
        }
        if (entry == null) {
            return null;
        }
        if (entry.getName() == null) {
            throw new IOException("a member has no name");
        }
        members++;
        int mode = modeOf(entry);
        Member.Kind kind = kindOf(entry, mode);
        return new Member(
                named(entry.getName()),
                kind,
                kind == Member.Kind.SYMBOLIC_LINK ? Streams.text(content(), entry.getSize()) : null,
                mode,
                entry.getSize(),
                entry.getHasLastModifiedDate() ? entry.getLastModifiedTime().toInstant() : null);
    }

    private static int modeOf(SevenZArchiveEntry entry) {
        int attributes = entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() : 0;
        if ((attributes & HAS_MODE) != 0) {
            return attributes >>> MODE_SHIFT;
        }
        return entry.isDirectory() ? DEFAULT_DIRECTORY_MODE : DEFAULT_FILE_MODE;
    }

    private static Member.Kind kindOf(SevenZArchiveEntry entry, int mode) {
        return entry.isDirectory() ? Member.Kind.DIRECTORY : Member.Kind.of(mode);
    }

    /** Return the name. A name that could not be decoded is kept distinct from other such names. */
    private MemberName named(String text) {
        return text.indexOf(UNDECODABLE) < 0
                ? MemberName.ofText(text)
                : new MemberName(text, text + "\0" + members);
    }

    @Override
    public InputStream content() {
        return new Content(sevenZip);
    }

    @Override
    public void close() throws IOException {
        sevenZip.close();
    }

    /** Reads the current member and verifies the checksum at its end. */
    private static final class Content extends InputStream {
        private final SevenZFile file;

        Content(SevenZFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return file.read(bytes, offset, length);
            } catch (IOException e) {
                throw SevenZipFaults.of(e);
            }
        }
    }
}
