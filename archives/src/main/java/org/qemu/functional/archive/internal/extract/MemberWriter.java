package org.qemu.functional.archive.internal.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.DiskException;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.FailureReason;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;
import org.qemu.functional.archive.internal.format.Member;
import org.qemu.functional.archive.internal.format.MemberReader;

/** Writes members into a folder. */
final class MemberWriter {
    /** Bits that are added to a mode, so that a test can change and remove its files. */
    private static final int FILE_MODE = 0600;

    private static final int DIRECTORY_MODE = 0700;

    private final ExtractionRoot folder;
    private final ExtractionQuota quota;
    private final ExtractionWarnings notes;
    private final DistinctNames names = new DistinctNames();

    /** Original targets of symbolic links that were absolute and are relative now. */
    private final Map<Path, String> absolute = new HashMap<>();

    /** Times to set on folders once nothing more is written into them. */
    private final Map<Path, FileTime> times = new LinkedHashMap<>();

    /** Folders that are members and did not exist before. */
    private final Set<Path> made = new HashSet<>();

    MemberWriter(ExtractionRoot folder, ExtractionQuota quota, ExtractionWarnings notes) {
        this.folder = folder;
        this.quota = quota;
        this.notes = notes;
    }

    void write(Member member, MemberReader reader) throws IOException {
        Path path = folder.resolve(member.name());
        if (folder.isRoot(path)) {
            if (member.kind() != Member.Kind.DIRECTORY) {
                throw new UnsafeMemberException(
                        "'%s' names the folder itself".formatted(member.named()));
            }
            return;
        }
        names.add(member.named());
        folder.makeParents(path, quota);
        quota.made();
        switch (member.kind()) {
            case FILE -> writeFile(path, member, reader);
            case DIRECTORY -> makeDirectory(path, member);
            case SYMBOLIC_LINK -> linkSymbolically(path, targetOf(member), member.time());
            case HARD_LINK -> linkHard(path, targetOf(member));
            case SPECIAL -> throw new UnsafeMemberException("it is a device, a FIFO or a socket");
        }
    }

    /** Set the times of the folders, after all members have been written. */
    void finish() {
        times.forEach(
                (path, time) -> {
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        setTime(path, time);
                    }
                });
    }

    private void writeFile(Path path, Member member, MemberReader reader) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!made.remove(path)) {
                throw folder.isFolder(path);
            }
            folder.removeEmpty(path);
            noteReplaced(path);
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            noteReplaced(path);
        }
        AtomicFile.write(
                path,
                new ExactSizeInputStream(reader.content(), member.size()),
                member.extents(),
                new AtomicFile.Attributes(PosixModes.of(member.mode() | FILE_MODE), member.time()),
                quota);
        if (member.copyOf() != null) {
            linkIfSame(path, folder.resolve(member.copyOf()));
        }
    }

    /** Warn that a member replaces another one: the last one wins, as with all tools. */
    private void noteReplaced(Path path) {
        notes.add("'%s' replaces an existing file".formatted(QuotedText.name(folder.nameOf(path))));
    }

    private static void linkIfSame(Path path, Path first) throws IOException {
        if (Files.isRegularFile(first, LinkOption.NOFOLLOW_LINKS)
                && !first.equals(path)
                && Files.mismatch(first, path) < 0) {
            link(path, first);
        }
    }

    private void makeDirectory(Path path, Member member) throws IOException {
        try {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                makeRoom(path); // the last one wins, as with files
                Files.createDirectory(path);
                made.add(path);
            }
            Files.setPosixFilePermissions(path, PosixModes.of(member.mode() | DIRECTORY_MODE));
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
        FileTime time = member.time();
        if (time != null) {
            times.put(path, time);
        }
    }

    private void linkSymbolically(Path path, String linkTarget, @Nullable FileTime time)
            throws IOException {
        String target = folder.linkInside(path, linkTarget);
        makeRoom(path);
        try {
            Files.createSymbolicLink(path, Path.of(target));
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
        if (linkTarget.startsWith("/")) {
            absolute.put(path, linkTarget);
        }
        if (time != null) {
            setTime(path, time);
        }
    }

    private void setTime(Path path, FileTime time) {
        try {
            Files.getFileAttributeView(
                            path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(time, null, null);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            notes.add(
                    "cannot set the time of '%s': %s"
                            .formatted(QuotedText.name(folder.nameOf(path)), FailureReason.of(e)));
        }
    }

    private void linkHard(Path path, String target) throws IOException {
        Path file = folder.resolve(target);
        folder.checkParents(file);
        if (file.equals(path)) {
            return;
        }
        if (Files.isSymbolicLink(file)) {
            linkToLink(path, file);
            return;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnsafeMemberException(
                    "it is a hard link to '%s', which is not a preceding file of the archive"
                            .formatted(QuotedText.name(target)));
        }
        makeRoom(path);
        link(path, file);
    }

    /** Give a symbolic link another name. It must not lead out of the folder from there either. */
    private void linkToLink(Path path, Path file) throws IOException {
        String linkTarget = absolute.get(file);
        if (linkTarget == null) {
            linkTarget = Files.readSymbolicLink(file).toString();
        }
        if (linkTarget.startsWith("/")) {
            FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
            linkSymbolically(path, linkTarget, time);
            return;
        }
        folder.linkInside(path, linkTarget);
        makeRoom(path);
        link(path, file);
    }

    private static void link(Path path, Path file) throws IOException {
        try {
            Files.deleteIfExists(path);
            Files.createLink(path, file);
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
    }

    private void makeRoom(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw folder.isFolder(path);
        }
        try {
            if (Files.deleteIfExists(path)) {
                noteReplaced(path);
            }
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
        absolute.remove(path);
    }

    private static String targetOf(Member member) throws IOException {
        if (member.link() == null) {
            throw new IOException("a link without a target");
        }
        return member.link();
    }
}
