package org.qemu.functional.archive;

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
import org.qemu.functional.archive.common.ExtractionWarnings;
import org.qemu.functional.archive.common.FailureReason;
import org.qemu.functional.archive.common.QuotedText;

/** Writes members into a folder. */
final class MemberWriter {
    /** What a mode gets, so that a test can change and remove its files. */
    private static final int FILE_MODE = 0600;

    private static final int DIRECTORY_MODE = 0700;

    private final ExtractionRoot folder;
    private final ExtractionQuota budget;
    private final ExtractionWarnings notes;
    private final DistinctNames names = new DistinctNames();

    /** Targets of symbolic links that were absolute and are not any more. */
    private final Map<Path, String> absolute = new HashMap<>();

    /** What folders get when nothing comes into them any more. */
    private final Map<Path, FileTime> times = new LinkedHashMap<>();

    /** Folders that are members and were not there before. */
    private final Set<Path> made = new HashSet<>();

    MemberWriter(ExtractionRoot folder, ExtractionQuota budget, ExtractionWarnings notes) {
        this.folder = folder;
        this.budget = budget;
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
        folder.makeParents(path, budget);
        budget.made();
        switch (member.kind()) {
            case FILE -> writeFile(path, member, reader);
            case DIRECTORY -> makeDirectory(path, member);
            case SYMBOLIC_LINK -> linkSymbolically(path, targetOf(member), member.time());
            case HARD_LINK -> linkHard(path, targetOf(member));
            case SPECIAL -> throw new UnsafeMemberException("it is a device, a FIFO or a socket");
        }
    }

    /** Does what has to be done when all members have been written. */
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
                budget);
        if (member.copyOf() != null) {
            linkIfSame(path, folder.resolve(member.copyOf()));
        }
    }

    /** Tells that one member takes the place of another, as with all tools the last one does. */
    private void noteReplaced(Path path) {
        notes.add(
                "'%s' takes the place of what was there"
                        .formatted(QuotedText.name(folder.nameOf(path))));
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
                makeRoom(path); // last wins, as with files
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

    private void linkSymbolically(Path path, String told, @Nullable FileTime time)
            throws IOException {
        String target = folder.linkInside(path, told);
        makeRoom(path);
        try {
            Files.createSymbolicLink(path, Path.of(target));
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
        if (told.startsWith("/")) {
            absolute.put(path, told);
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
                    "the time of '%s' is left out: %s"
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
                    "it is a hard link to '%s', which is no file of the archive so far"
                            .formatted(QuotedText.name(target)));
        }
        makeRoom(path);
        link(path, file);
    }

    /** Gives a symbolic link another name, from where it must not lead out either. */
    private void linkToLink(Path path, Path file) throws IOException {
        String told = absolute.get(file);
        if (told == null) {
            told = Files.readSymbolicLink(file).toString();
        }
        if (told.startsWith("/")) {
            FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
            linkSymbolically(path, told, time);
            return;
        }
        folder.linkInside(path, told);
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
