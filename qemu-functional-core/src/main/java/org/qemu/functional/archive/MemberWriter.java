package org.qemu.functional.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Writes members into a folder. */
record MemberWriter(SafeFolder folder, Budget budget) {
    /** Permission bits from the lowest. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    /** What stays of a mode: no setuid, setgid, sticky, and no writing by others. */
    private static final int KEPT = 0755;

    /** What a mode gets, so that a test can change and remove its files. */
    private static final int FILE_MODE = 0600;

    private static final int DIRECTORY_MODE = 0700;

    void write(Member member, MemberReader reader) throws IOException {
        Path path = folder.resolve(member.name());
        if (folder.isRoot(path)) {
            if (member.kind() != Member.Kind.DIRECTORY) {
                throw new RefusedException("'%s' names the folder itself".formatted(member.name()));
            }
            return;
        }
        folder.makeParents(path);
        switch (member.kind()) {
            case FILE -> writeFile(path, member, reader);
            case DIRECTORY -> makeDirectory(path, member);
            case SYMBOLIC_LINK -> linkSymbolically(path, targetOf(member));
            case HARD_LINK -> linkHard(path, targetOf(member));
            case SPECIAL -> throw new RefusedException("it is a device, a FIFO or a socket");
        }
    }

    private void writeFile(Path path, Member member, MemberReader reader) throws IOException {
        NewFile.write(
                path,
                new Sized(reader.content(), member.size()),
                member.extents(),
                new NewFile.Attributes(
                        permissions(member.mode() | FILE_MODE),
                        member.modified() == null ? null : FileTime.from(member.modified())),
                budget);
    }

    private static void makeDirectory(Path path, Member member) throws IOException {
        try {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path); // last wins, as with files
                Files.createDirectory(path);
            }
            Files.setPosixFilePermissions(path, permissions(member.mode() | DIRECTORY_MODE));
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
    }

    private void linkSymbolically(Path path, String told) throws IOException {
        String target = folder.linkInside(path, told);
        try {
            makeRoom(path);
            Files.createSymbolicLink(path, Path.of(target));
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
    }

    private void linkHard(Path path, String target) throws IOException {
        Path file = folder.resolve(target);
        folder.makeParents(file);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(
                    "it is a hard link to '%s', which is no file of the archive so far"
                            .formatted(target));
        }
        if (file.equals(path)) {
            return;
        }
        try {
            makeRoom(path);
            Files.createLink(path, file);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
    }

    private static void makeRoom(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException("'%s' is a folder already".formatted(path));
        }
        Files.deleteIfExists(path);
    }

    private static String targetOf(Member member) throws IOException {
        if (member.link() == null) {
            throw new IOException("a link without a target");
        }
        return member.link();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode & KEPT & (1 << bit)) != 0) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }
}
