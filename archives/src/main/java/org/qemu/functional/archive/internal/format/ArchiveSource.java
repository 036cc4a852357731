package org.qemu.functional.archive.internal.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.ExtractionLimits;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsupportedException;
import org.qemu.functional.archive.internal.decode.Compression;
import org.qemu.functional.archive.internal.decode.Decoders;
import org.qemu.functional.archive.internal.decode.FileSlice;
import org.qemu.functional.archive.internal.decode.MagicBytes;

/**
 * An archive or a compressed file, which can be opened more than once.
 *
 * @param format the name of its format, {@code null} to guess
 * @param name what to guess from: a file name or a URL
 */
public record ArchiveSource(Path file, @Nullable String format, String name) {
    public static ArchiveSource of(Path file, @Nullable String format, String nameForGuess) {
        // Drop the query and fragment of a URL. A file name may contain '#'.
        String path =
                nameForGuess.contains("://")
                        ? nameForGuess.replaceFirst("[?#].*", "")
                        : nameForGuess;
        return new ArchiveSource(file, format, path);
    }

    public ArchiveErrors faults() {
        return new ArchiveErrors(
                name.isEmpty() || file.endsWith(name)
                        ? "'%s'".formatted(file)
                        : "'%s' (%s)".formatted(QuotedText.message(name), file));
    }

    public ExtractionWarnings notes() {
        return new ExtractionWarnings(faults().archive());
    }

    /** Open as an archive of the specified or guessed format, if the first bytes agree with it. */
    public MemberReader openArchive(
            Decoders decoders, ExtractionQuota quota, ExtractionWarnings notes) throws IOException {
        ArchiveFormat wanted =
                format == null ? ArchiveFormat.guess(name) : ArchiveFormat.named(format);
        FileSlice slice = slice();
        byte[] head = MagicBytes.head(slice);
        // Check for archives first: a tar may begin with a file name that looks like compressed
        // data.
        boolean packed = ArchiveFormat.of(head) == null;
        Compression compression = packed ? Compression.of(head, Compression.guess(name)) : null;
        Decompressors opener = new Decompressors(decoders, quota);
        if (compression == null) {
            return new CountingMemberReader(plain(wanted, head, slice, opener, notes), quota);
        }
        BufferedInputStream in = opener.open(compression, slice, notes);
        try {
            ArchiveFormat kind = kindOf(wanted, MagicBytes.peek(in), true);
            return new CountingMemberReader(sequential(kind, in, quota.limits(), notes), quota);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private MemberReader plain(
            @Nullable ArchiveFormat wanted,
            byte[] head,
            FileSlice slice,
            Decompressors opener,
            ExtractionWarnings notes)
            throws IOException {
        if (wanted == ArchiveFormat.ZIP && !wanted.matches(head)) {
            return prefixedZip(head, slice, opener);
        }
        return reader(kindOf(wanted, head, false), slice, opener, notes);
    }

    /** Open a zip with leading data, such as a self-extractor. */
    private ZipReader prefixedZip(byte[] head, FileSlice slice, Decompressors opener)
            throws IOException {
        try {
            return new ZipReader(slice.file(), opener.memory());
        } catch (ClosedByInterruptException | UnsupportedException e) {
            throw e;
        } catch (IOException e) {
            throw faults().notOfKind("a zip archive", head);
        }
    }

    private ArchiveFormat kindOf(@Nullable ArchiveFormat wanted, byte[] head, boolean compressed)
            throws UnsupportedException {
        ArchiveFormat kind = wanted == null ? ArchiveFormat.of(head) : wanted;
        if (kind == null) {
            refuseOthers(head);
            throw faults().notOfKind("an archive of a supported format", head);
        }
        boolean empty = kind == ArchiveFormat.TAR && isEmptyTar(head);
        if ((!kind.matches(head) && !empty) || (compressed && kind.needsFile())) {
            refuseOthers(head);
            throw faults().notOfKind("a " + kind + " archive", head);
        }
        return kind;
    }

    private static void refuseOthers(byte[] head) throws UnsupportedException {
        String other = UnsupportedFormats.of(head);
        if (other != null) {
            throw new UnsupportedException(other);
        }
    }

    private static MemberReader reader(
            ArchiveFormat kind, FileSlice slice, Decompressors opener, ExtractionWarnings notes)
            throws IOException {
        return switch (kind) {
            case ZIP -> new ZipReader(slice.file(), opener.memory());
            case SEVEN_ZIP -> new SevenZipReader(slice.file(), opener.memory());
            case DEB -> new DebReader(slice, opener, notes);
            case TAR, CPIO, AR -> sequential(kind, slice.open(), opener.quota().limits(), notes);
        };
    }

    private static MemberReader sequential(
            ArchiveFormat kind,
            BufferedInputStream in,
            ExtractionLimits limits,
            ExtractionWarnings notes)
            throws IOException {
        return switch (kind) {
            case TAR -> new TarReader(in, notes);
            case CPIO -> new CpioReader(in, limits, notes);
            case AR -> new ArReader(in, notes);
            case DEB, ZIP, SEVEN_ZIP -> throw new IllegalArgumentException("a compressed " + kind);
        };
    }

    /** Open a compressed file for reading, if the first bytes agree with the format. */
    public InputStream openCompressed(
            Decoders decoders, ExtractionQuota quota, ExtractionWarnings notes) throws IOException {
        Compression wanted = format == null ? Compression.guess(name) : Compression.named(format);
        FileSlice slice = slice();
        byte[] head = MagicBytes.head(slice);
        Compression found = Compression.of(head, wanted);
        if (found == null) {
            refuseOthers(head);
        }
        if (found == null || (wanted != null && wanted != found)) {
            throw faults().notOfKind(
                            wanted == null
                                    ? "compressed in a supported format"
                                    : "compressed by " + wanted,
                            head);
        }
        return decoders.open(found, slice, quota.limits().memory(), notes);
    }

    public FileSlice slice() throws IOException {
        try {
            return FileSlice.ofFile(file);
        } catch (NoSuchFileException e) {
            throw new ArchiveException("there is no file '%s' to unpack".formatted(file), e);
        }
    }

    private static boolean isEmptyTar(byte[] head) {
        for (byte b : head) {
            if (b != 0) {
                return false;
            }
        }
        return head.length == MagicBytes.HEAD;
    }
}
