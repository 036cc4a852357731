package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks archives (tar, zip, cpio, deb, ar) and compressed files (gz, xz, zstd, bz2, lzma).
 *
 * <p>Whatever an archive says, nothing is written outside the folder given, nor through a link
 * inside it. Of modes, the bits of {@code 0755} are kept and the owner may always write; times are
 * kept for files.
 */
public final class Archives {
    private Archives() {}

    /**
     * Unpacks all members into a folder, which is made if need be. Of members with the same name
     * the last wins, over what was in the folder, too.
     *
     * @param format {@code "tar"} (compressed or not), {@code "zip"}, {@code "cpio"} (compressed or
     *     not), {@code "deb"} (the files of the package), {@code "ar"}; {@code null} to guess
     * @param nameForGuess file name or URL that tells the format if {@code format} does not
     * @throws ArchiveException if the archive is damaged, is of another kind, or has a member that
     *     is a device or leads out of the folder, or if the disk refuses
     * @throws IllegalArgumentException if there is no such format
     */
    public static void extract(
            Path archive, @Nullable String format, String nameForGuess, Path directory) {
        Source source = Source.of(archive, format, nameForGuess);
        Faults faults = source.faults();
        Member member = null;
        if (format != null) {
            ArchiveFormat.named(format);
        }
        try (MemberReader reader = source.openArchive()) {
            MemberWriter writer = new MemberWriter(SafeFolder.create(directory));
            for (member = reader.next(); member != null; member = reader.next()) {
                writer.write(member, reader);
            }
        } catch (IOException | RuntimeException e) {
            throw faults.at(member, e);
        }
    }

    /**
     * Unpacks one file and reads no further once it has it. A link is followed inside the archive,
     * and what it means is written as a file. Of several members with that name the first counts.
     *
     * @param format as for {@link #extract}
     * @param nameForGuess as for {@link #extract}
     * @param member name of the file in the archive, with or without {@code ./} before it
     * @return {@code directory.resolve(member)}
     * @throws ArchiveException if there is no such member, which then names the nearest, or for the
     *     reasons of {@link #extract}
     * @throws IllegalArgumentException if there is no such format
     */
    public static Path extractMember(
            Path archive,
            @Nullable String format,
            String nameForGuess,
            String member,
            Path directory) {
        Source source = Source.of(archive, format, nameForGuess);
        if (format != null) {
            ArchiveFormat.named(format);
        }
        Faults faults = source.faults();
        MemberSearch search = new MemberSearch(member);
        Member found = null;
        try {
            do {
                try (MemberReader reader = source.openArchive()) {
                    found = search.find(reader);
                    if (found != null) {
                        MemberWriter writer = new MemberWriter(SafeFolder.create(directory));
                        writer.write(asFile(found, member), reader);
                        return directory.resolve(member);
                    }
                }
            } while (search.worthAnotherPass());
        } catch (IOException | RuntimeException e) {
            throw faults.at(found, e);
        }
        throw faults.missing(member, NearestNames.of(member, search.seen()));
    }

    /**
     * Writes what a compressed file holds to {@code target}, which appears when it is whole and
     * replaces what is there.
     *
     * @param format {@code "gz"}, {@code "xz"}, {@code "zstd"}, {@code "bz2"}, {@code "lzma"};
     *     {@code null} to guess
     * @param nameForGuess file name or URL that tells the format if {@code format} does not
     * @return {@code target}
     * @throws ArchiveException if the file is damaged or of another kind, or the disk refuses
     * @throws IllegalArgumentException if there is no such format
     */
    public static Path uncompress(
            Path compressed, @Nullable String format, String nameForGuess, Path target) {
        Source source = Source.of(compressed, format, nameForGuess);
        Faults faults = source.faults();
        if (format != null) {
            Compression.named(format);
        }
        try (InputStream in = source.openCompressed()) {
            SafeFolder.create(target.toAbsolutePath().getParent());
            NewFile.write(target.toAbsolutePath(), in, NewFile.Attributes.DEFAULT);
            return target;
        } catch (IOException | RuntimeException e) {
            throw faults.at(null, e);
        }
    }

    private static Member asFile(Member found, String name) throws RefusedException {
        if (found.kind() == Member.Kind.DIRECTORY) {
            throw new RefusedException("it is a folder: name a file in it");
        }
        return new Member(name, found.kind(), null, found.mode(), found.size(), found.modified());
    }
}
