package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.common.ExtractionWarnings;
import org.qemu.functional.archive.common.QuotedText;
import org.qemu.functional.archive.common.UnsupportedException;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.archive.decode.FileSlice;
import org.qemu.functional.archive.decode.MagicBytes;

/**
 * An archive or a compressed file, which can be opened more than once.
 *
 * @param format by what name its kind was told, {@code null} to guess
 * @param name what to guess from: a file name or a URL
 */
record ArchiveSource(Path file, @Nullable String format, String name) {
    static ArchiveSource of(Path file, @Nullable String format, String nameForGuess) {
        // The query and the fragment of a URL are no part of the name; '#' may be in a file's.
        String path =
                nameForGuess.contains("://")
                        ? nameForGuess.replaceFirst("[?#].*", "")
                        : nameForGuess;
        return new ArchiveSource(file, format, path);
    }

    ArchiveErrors faults() {
        return new ArchiveErrors(
                name.isEmpty() || file.endsWith(name)
                        ? "'%s'".formatted(file)
                        : "'%s' (%s)".formatted(QuotedText.message(name), file));
    }

    ExtractionWarnings notes() {
        return new ExtractionWarnings(faults().archive());
    }

    /** Opens as an archive of the kind told or guessed, if its bytes agree. */
    MemberReader openArchive(Decoders decoders, ExtractionQuota budget, ExtractionWarnings notes)
            throws IOException {
        ArchiveFormat wanted =
                format == null ? ArchiveFormat.guess(name) : ArchiveFormat.named(format);
        FileSlice whole = whole();
        byte[] head = MagicBytes.head(whole);
        // Archives first: a tar may begin with a file whose name is like a compressed one.
        boolean packed = ArchiveFormat.of(head) == null;
        Compression compression = packed ? Compression.of(head, Compression.guess(name)) : null;
        Decompressors opener = new Decompressors(decoders, budget);
        if (compression == null) {
            return new CountingMemberReader(plain(wanted, head, whole, opener, notes), budget);
        }
        BufferedInputStream in = opener.open(compression, whole, notes);
        try {
            ArchiveFormat kind = kindOf(wanted, MagicBytes.peek(in), true);
            return new CountingMemberReader(sequential(kind, in, budget.limits(), notes), budget);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private MemberReader plain(
            @Nullable ArchiveFormat wanted,
            byte[] head,
            FileSlice whole,
            Decompressors opener,
            ExtractionWarnings notes)
            throws IOException {
        if (wanted == ArchiveFormat.ZIP && !wanted.matches(head)) {
            return prefixedZip(head, whole, opener);
        }
        return reader(kindOf(wanted, head, false), whole, opener, notes);
    }

    /** Opens a zip that has something before it, such as a program that unpacks it. */
    private ZipReader prefixedZip(byte[] head, FileSlice whole, Decompressors opener)
            throws IOException {
        try {
            return new ZipReader(whole.file(), opener.memory());
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
            throw faults().notOfKind("an archive of a known kind", head);
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
            ArchiveFormat kind, FileSlice whole, Decompressors opener, ExtractionWarnings notes)
            throws IOException {
        return switch (kind) {
            case ZIP -> new ZipReader(whole.file(), opener.memory());
            case SEVEN_ZIP -> new SevenZipReader(whole.file(), opener.memory());
            case DEB -> new DebReader(whole, opener, notes);
            case TAR, CPIO, AR -> sequential(kind, whole.open(), opener.budget().limits(), notes);
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

    /** Opens for reading what was compressed, if the first bytes agree with the kind. */
    InputStream openCompressed(Decoders decoders, ExtractionQuota budget, ExtractionWarnings notes)
            throws IOException {
        Compression wanted = format == null ? Compression.guess(name) : Compression.named(format);
        FileSlice whole = whole();
        byte[] head = MagicBytes.head(whole);
        Compression found = Compression.of(head, wanted);
        if (found == null) {
            refuseOthers(head);
        }
        if (found == null || (wanted != null && wanted != found)) {
            throw faults().notOfKind(
                            wanted == null
                                    ? "compressed in a known way"
                                    : "compressed by " + wanted,
                            head);
        }
        return decoders.open(found, whole, budget.limits().memory(), notes);
    }

    FileSlice whole() throws IOException {
        try {
            return FileSlice.whole(file);
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
