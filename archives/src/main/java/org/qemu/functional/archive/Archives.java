package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Unpacks archives (tar, zip, 7z, cpio, deb, ar) and compressed files (gz, xz, zstd, bz2, lzma).
 *
 * <p>Whatever an archive says, nothing is written outside the folder given, nor through a link
 * inside it. Symbolic links with an absolute target mean the top of the archive and become relative
 * ones. Of modes, the bits of {@code 0755} are kept and the owner may always write; times are kept.
 * What nobody needs and cannot be read, such as an owner, is left out, and the log tells. Names
 * that are no UTF-8 are taken for ISO 8859-1, in a zip for code page 437; two that would become one
 * are refused. Long runs of zeros become holes. A file appears at its name when it is whole; what
 * is not yet is called {@code .part-…} and is removed when something fails, though not if the
 * process is killed.
 *
 * <p>A call that is not told its limits takes those of the environment, see {@link
 * ExtractionLimits}. An interrupt ends it with an {@link ArchiveException}; the thread is
 * interrupted then.
 *
 * <p>A stream is read to its end on the calling thread, kept in a file beside what is written until
 * the call returns, and left open.
 */
public final class Archives {
    private Archives() {}

    /** Remembers which programs are of no use. */
    private static final class Programs {
        static final Decoders DECODERS = Decoders.of(HarnessSettings.current().environment());
    }

    /**
     * Unpacks all members into a folder, which is made if need be. Of members with the same name
     * the last wins, over what was in the folder, too.
     *
     * @param format {@code "tar"} (compressed or not), {@code "zip"}, {@code "7z"}, {@code "cpio"}
     *     (compressed or not), {@code "deb"} (the files of the package), {@code "ar"}; {@code null}
     *     to guess
     * @param nameForGuess file name or URL that tells the format if {@code format} does not
     * @throws ArchiveException if the archive is damaged, is of another kind, has a member that is
     *     a device or leads out of the folder, or comes to more than the limits, or if the disk
     *     refuses
     * @throws IllegalArgumentException if there is no such format, or a limit of the environment is
     *     no number
     */
    public static void extract(
            Path archive, @Nullable String format, String nameForGuess, Path directory) {
        extract(archive, format, nameForGuess, directory, environment());
    }

    /** Unpacks all members as the method above does, within limits of the caller's. */
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

    /** Unpacks all members of an archive that comes from a stream. */
    public static void extract(
            InputStream archive, @Nullable String format, String nameForGuess, Path directory) {
        extract(archive, format, nameForGuess, directory, environment());
    }

    /** Unpacks all members of an archive that comes from a stream, within limits. */
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
     * Unpacks one file and reads no further once it has it. A link is followed inside the archive,
     * and what it means is written as a file. Of several members with that name the first counts.
     *
     * @param format as for {@link #extract(Path, String, String, Path)}
     * @param nameForGuess as for {@link #extract(Path, String, String, Path)}
     * @param member name of the file in the archive, with or without {@code ./} before it
     * @return {@code directory.resolve(member)}
     * @throws ArchiveException if there is no such member, which then names the nearest, or for the
     *     reasons of {@link #extract(Path, String, String, Path)}
     * @throws IllegalArgumentException if there is no such format, or a limit of the environment is
     *     no number
     */
    public static Path extractMember(
            Path archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory) {
        return extractMember(archive, format, nameForGuess, member, directory, environment());
    }

    /** Unpacks one file as the method above does, within limits of the caller's. */
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

    /** Unpacks one file of an archive that comes from a stream. */
    public static Path extractMember(
            InputStream archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory) {
        return extractMember(archive, format, nameForGuess, member, directory, environment());
    }

    /** Unpacks one file of an archive that comes from a stream, within limits. */
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
     * Writes what a compressed file holds to {@code target}, which appears when it is whole and
     * replaces what is there.
     *
     * @param format {@code "gz"}, {@code "xz"}, {@code "zstd"}, {@code "bz2"}, {@code "lzma"};
     *     {@code null} to guess
     * @param nameForGuess file name or URL that tells the format if {@code format} does not
     * @return {@code target}
     * @throws ArchiveException if the file is damaged or of another kind, or comes to more than the
     *     limits, or the disk refuses
     * @throws IllegalArgumentException if there is no such format, or a limit of the environment is
     *     no number
     */
    public static Path uncompress(
            Path compressed, @Nullable String format, String nameForGuess, Path target) {
        return uncompress(compressed, format, nameForGuess, target, environment());
    }

    /** Uncompresses as the method above does, within limits of the caller's. */
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

    /** Uncompresses what comes from a stream. */
    public static Path uncompress(
            InputStream compressed, @Nullable String format, String nameForGuess, Path target) {
        return uncompress(compressed, format, nameForGuess, target, environment());
    }

    /** Uncompresses what comes from a stream, within limits. */
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

    /** Turns what can be read but once, such as a FIFO, into a file first. */
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
