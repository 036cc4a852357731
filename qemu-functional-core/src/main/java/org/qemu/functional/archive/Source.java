package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An archive or a compressed file, which can be opened more than once.
 *
 * @param format by what name its kind was told, {@code null} to guess
 * @param name what to guess from: a file name or a URL
 */
record Source(Path file, @Nullable String format, String name) {
    static Source of(Path file, @Nullable String format, String nameForGuess) {
        // The query and the fragment of a URL are no part of the name; '#' may be in a file's.
        String path =
                nameForGuess.contains("://")
                        ? nameForGuess.replaceFirst("[?#].*", "")
                        : nameForGuess;
        return new Source(file, format, path);
    }

    Faults faults() {
        return new Faults(
                name.isEmpty() || file.endsWith(name)
                        ? "'%s'".formatted(file)
                        : "'%s' (%s)".formatted(name, file));
    }

    /** Opens as an archive of the kind told or guessed, if its first bytes agree. */
    MemberReader openArchive() throws IOException {
        ArchiveFormat wanted =
                format == null ? ArchiveFormat.guess(name) : ArchiveFormat.named(format);
        BufferedInputStream in = open();
        try {
            byte[] head = Magic.peek(in);
            // Archives first: a tar may begin with a file whose name is like a compressed one.
            boolean packed = ArchiveFormat.of(head) == null;
            Compression compression = packed ? Compression.of(head) : null;
            if (compression != null) {
                in = Magic.buffered(compression.open(in));
                head = Magic.peek(in);
            }
            ArchiveFormat kind = wanted == null ? ArchiveFormat.of(head) : wanted;
            if (kind == null) {
                throw faults().notOfKind("an archive of a known kind", head);
            }
            boolean empty = kind == ArchiveFormat.TAR && isEmptyTar(head);
            if ((!kind.matches(head) && !empty)
                    || (kind == ArchiveFormat.ZIP && compression != null)) {
                throw faults().notOfKind("a " + kind + " archive", head);
            }
            return reader(kind, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private MemberReader reader(ArchiveFormat kind, InputStream in) throws IOException {
        return switch (kind) {
            case TAR -> new TarReader(in);
            case CPIO -> new CpioReader(in);
            case AR -> new ArReader(in);
            case DEB -> new DebReader(in);
            case ZIP -> {
                in.close(); // zip is read from its end
                yield new ZipReader(file);
            }
        };
    }

    /** Opens for reading what was compressed, if the first bytes agree with the kind. */
    InputStream openCompressed() throws IOException {
        Compression wanted = format == null ? Compression.guess(name) : Compression.named(format);
        BufferedInputStream in = open();
        try {
            byte[] head = Magic.peek(in);
            Compression found = Compression.of(head);
            if (found == null || (wanted != null && wanted != found)) {
                throw faults().notOfKind(
                                wanted == null
                                        ? "compressed in a known way"
                                        : "compressed by " + wanted,
                                head);
            }
            return found.open(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private BufferedInputStream open() throws IOException {
        try {
            return Magic.buffered(Files.newInputStream(file));
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
        return head.length == Magic.HEAD;
    }
}
