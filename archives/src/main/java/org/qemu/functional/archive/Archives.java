package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.decode.Decoders;
import org.qemu.functional.archive.internal.extract.Extractor;
import org.qemu.functional.archive.internal.extract.TempFileSpool;
import org.qemu.functional.archive.internal.format.ArchiveSource;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Unpacks archives (tar, zip, 7z, cpio, deb, ar) and compressed files (gz, xz, zstd, bz2, lzma).
 *
 * <p>Whatever an archive contains, nothing is written outside the given folder, nor through a link
 * inside it. Symbolic links with an absolute target are relative to the top of the archive and are
 * written as relative links. Of modes, the bits of {@code 0755} are kept and the owner can always
 * write; times are kept. Metadata that cannot be read and that nobody needs, such as an owner, is
 * ignored with a warning in the log. Names that are not valid UTF-8 are decoded as ISO 8859-1, in a
 * zip as code page 437; an archive with two different names that would become the same is refused.
 * Long runs of zeros become holes. A file appears under its name when it is complete; until then it
 * is called {@code .part-…}, and that is removed when extraction fails, but not if the process is
 * killed.
 *
 * <p>A call without limits uses those of the environment, see {@link ExtractionLimits}. An
 * interrupt ends a call with an {@link ArchiveException}; the interrupt status of the thread stays
 * set.
 *
 * <p>A stream is read to its end on the calling thread and is not closed. Until the call returns,
 * its content is kept in a temporary file beside the output.
 */
public final class Archives {
    private Archives() {}

    /** Holder of the decoders, which remember the programs that do not work. */
    private static final class Programs {
        static final Decoders DECODERS = Decoders.of(HarnessSettings.current().environment());
    }

    /**
     * Extract all members into a folder, which is created if necessary. Of several members with the
     * same name, the last replaces the others; members also replace files that were in the folder.
     *
     * @param format {@code "tar"} (compressed or not), {@code "zip"}, {@code "7z"}, {@code "cpio"}
     *     (compressed or not), {@code "deb"} (the files of the package), {@code "ar"}; {@code null}
     *     to guess
     * @param nameForGuess file name or URL to guess the format from if {@code format} is {@code
     *     null}
     * @throws ArchiveException if the archive is damaged, has another format, has a member that is
     *     a device or leads out of the folder, or exceeds the limits; or if writing to the disk
     *     fails
     * @throws IllegalArgumentException if there is no such format, or a limit in the environment is
     *     not a number
     */
    public static void extract(
            Path archive, @Nullable String format, String nameForGuess, Path directory) {
        extract(archive, format, nameForGuess, directory, environment());
    }

    /** Extract all members as the method above does, within the given limits. */
    public static void extract(
            Path archive,
            @Nullable String format,
            String nameForGuess,
            Path directory,
            ExtractionLimits limits) {
        onFile(
                archive,
                nameForGuess,
                directory,
                limits,
                (file, unpacker) -> {
                    unpacker.extract(ArchiveSource.of(file, format, nameForGuess), directory);
                    return directory;
                });
    }

    /** Extract all members of an archive that is read from a stream. */
    public static void extract(
            InputStream archive, @Nullable String format, String nameForGuess, Path directory) {
        extract(archive, format, nameForGuess, directory, environment());
    }

    /** Extract all members of an archive that is read from a stream, within the given limits. */
    public static void extract(
            InputStream archive,
            @Nullable String format,
            String nameForGuess,
            Path directory,
            ExtractionLimits limits) {
        try (TempFileSpool spool = TempFileSpool.of(archive, nameForGuess, directory, limits)) {
            extract(spool.file(), format, nameForGuess, directory, limits);
        }
    }

    /**
     * Extract one file, and read no further than necessary. A link is followed inside the archive,
     * and its target is written as a file. Of several members with that name, the first is
     * extracted.
     *
     * @param format as for {@link #extract(Path, String, String, Path)}
     * @param nameForGuess as for {@link #extract(Path, String, String, Path)}
     * @param member name of the file in the archive, with or without {@code ./} before it
     * @return {@code directory.resolve(member)}
     * @throws ArchiveException if there is no such member (the message then lists similar names),
     *     or for the reasons of {@link #extract(Path, String, String, Path)}
     * @throws IllegalArgumentException if there is no such format, or a limit in the environment is
     *     not a number
     */
    public static Path extractMember(
            Path archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory) {
        return extractMember(archive, format, nameForGuess, member, directory, environment());
    }

    /** Extract one file as the method above does, within the given limits. */
    public static Path extractMember(
            Path archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory,
            ExtractionLimits limits) {
        return onFile(
                archive,
                nameForGuess,
                directory,
                limits,
                (file, unpacker) ->
                        unpacker.extractMember(
                                ArchiveSource.of(file, format, nameForGuess), member, directory));
    }

    /** Extract one file of an archive that is read from a stream. */
    public static Path extractMember(
            InputStream archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory) {
        return extractMember(archive, format, nameForGuess, member, directory, environment());
    }

    /** Extract one file of an archive that is read from a stream, within the given limits. */
    public static Path extractMember(
            InputStream archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory,
            ExtractionLimits limits) {
        try (TempFileSpool spool = TempFileSpool.of(archive, nameForGuess, directory, limits)) {
            return extractMember(spool.file(), format, nameForGuess, member, directory, limits);
        }
    }

    /**
     * Decompress a file to {@code target}, which appears when it is complete and replaces an
     * existing file.
     *
     * @param format {@code "gz"}, {@code "xz"}, {@code "zstd"}, {@code "bz2"}, {@code "lzma"};
     *     {@code null} to guess
     * @param nameForGuess file name or URL to guess the format from if {@code format} is {@code
     *     null}
     * @return {@code target}
     * @throws ArchiveException if the file is damaged, has another format or exceeds the limits, or
     *     writing to the disk fails
     * @throws IllegalArgumentException if there is no such format, or a limit in the environment is
     *     not a number
     */
    public static Path uncompress(
            Path compressed, @Nullable String format, String nameForGuess, Path target) {
        return uncompress(compressed, format, nameForGuess, target, environment());
    }

    /** Decompress a file as the method above does, within the given limits. */
    public static Path uncompress(
            Path compressed,
            @Nullable String format,
            String nameForGuess,
            Path target,
            ExtractionLimits limits) {
        return onFile(
                compressed,
                nameForGuess,
                target.toAbsolutePath().getParent(),
                limits,
                (file, unpacker) ->
                        unpacker.uncompress(ArchiveSource.of(file, format, nameForGuess), target));
    }

    /** Decompress what is read from a stream. */
    public static Path uncompress(
            InputStream compressed, @Nullable String format, String nameForGuess, Path target) {
        return uncompress(compressed, format, nameForGuess, target, environment());
    }

    /** Decompress what is read from a stream, within the given limits. */
    public static Path uncompress(
            InputStream compressed,
            @Nullable String format,
            String nameForGuess,
            Path target,
            ExtractionLimits limits) {
        Path folder = target.toAbsolutePath().getParent();
        try (TempFileSpool spool = TempFileSpool.of(compressed, nameForGuess, folder, limits)) {
            return uncompress(spool.file(), format, nameForGuess, target, limits);
        }
    }

    /** Copy what can be read only once, such as a FIFO, to a file first. */
    private static Path onFile(
            Path archive,
            String name,
            Path folder,
            ExtractionLimits limits,
            BiFunction<Path, Extractor, Path> work) {
        Extractor unpacker = new Extractor(Programs.DECODERS, limits);
        if (Files.isRegularFile(archive) || Files.isDirectory(archive) || !Files.exists(archive)) {
            return work.apply(archive, unpacker);
        }
        try (InputStream in = Files.newInputStream(archive);
                TempFileSpool spool = TempFileSpool.of(in, name, folder, limits)) {
            return work.apply(spool.file(), unpacker);
        } catch (IOException e) {
            throw new ArchiveException("cannot read '%s'".formatted(archive), e);
        }
    }

    private static ExtractionLimits environment() {
        return ExtractionLimits.fromEnvironment(HarnessSettings.current().environment());
    }
}
