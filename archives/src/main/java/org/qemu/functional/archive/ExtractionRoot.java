package org.qemu.functional.archive;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.qemu.functional.archive.common.QuotedText;

/**
 * The folder that members are written to and that none may leave.
 *
 * <p>Every folder below it that is written to is a real one, never a link, whoever made the link.
 * So the names that a link climbs with {@code ..} are known to be real, too.
 */
final class ExtractionRoot {
    /** Linux's limit on a path, 4096 bytes with the zero; the system itself sees to the rest. */
    private static final int LONGEST_PATH = 4095;

    private final Path root;

    /** The folder that was last found to be real, as are all above it. */
    private Path real;

    private ExtractionRoot(Path root) {
        this.root = root;
        real = root;
    }

    static ExtractionRoot create(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            return new ExtractionRoot(directory.toRealPath());
        } catch (IOException e) {
            throw new DiskException(directory, e);
        }
    }

    /** Returns where the member of that name belongs, after looking at the name only. */
    Path resolve(String name) throws UnsafeMemberException {
        if (name.startsWith("/")) {
            throw new UnsafeMemberException(
                    "'%s' is an absolute path".formatted(QuotedText.name(name)));
        }
        if (name.length() > LONGEST_PATH) {
            throw new UnsafeMemberException("File name too long");
        }
        StringBuilder below = new StringBuilder();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new UnsafeMemberException(
                        "'%s' leads out of the folder".formatted(QuotedText.name(name)));
            }
            if (!part.isEmpty() && !part.equals(".")) {
                below.append(part).append('/');
            }
        }
        Path path = below.isEmpty() ? root : root.resolve(asPath(below.toString()));
        if (path.toString().length() > LONGEST_PATH) {
            // Before two thousand folders are made for it.
            throw new UnsafeMemberException("File name too long");
        }
        return path;
    }

    boolean isRoot(Path path) {
        return path.equals(root);
    }

    /** Returns what is below this folder of a path in it. */
    String nameOf(Path path) {
        return root.relativize(path).toString();
    }

    /** Makes the folders above a path, each of which counts, and none of which may be a link. */
    void makeParents(Path path, ExtractionQuota budget) throws IOException {
        Path parent = path.getParent();
        int depth = parent.getNameCount();
        for (int i = commonDepth(parent) + 1; i <= depth; i++) {
            Path above = root.getRoot().resolve(parent.subpath(0, i));
            if (!isRealFolder(above)) {
                budget.folder();
                make(above);
            }
        }
        real = parent;
    }

    /** Looks at the folders above a path, none of which may be a link. */
    void checkParents(Path path) throws IOException {
        Path parent = path.getParent();
        int depth = parent.getNameCount();
        boolean there = true;
        for (int i = commonDepth(parent) + 1; i <= depth && there; i++) {
            there = isRealFolder(root.getRoot().resolve(parent.subpath(0, i)));
        }
    }

    /** Tells how many names a path has in common with the last one that was found to be real. */
    private int commonDepth(Path path) {
        int most = Math.min(path.getNameCount(), real.getNameCount());
        int depth = root.getNameCount();
        if (depth < most && path.startsWith(real)) {
            return most;
        }
        while (depth < most && path.getName(depth).equals(real.getName(depth))) {
            depth++;
        }
        return depth;
    }

    private static boolean isRealFolder(Path path) throws UnsafeMemberException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (Files.isSymbolicLink(path)) {
            throw new UnsafeMemberException(
                    "it would be written through the link '%s'"
                            .formatted(QuotedText.name(path.toString())));
        }
        return false;
    }

    private static void make(Path path) throws DiskException {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
    }

    /** Removes a folder that is in the place of a file, if nothing is in it. */
    void removeEmpty(Path path) throws IOException {
        try {
            Files.delete(path);
        } catch (DirectoryNotEmptyException e) {
            throw isFolder(path);
        } catch (IOException e) {
            throw new DiskException(path, e);
        }
        real = root;
    }

    UnsafeMemberException isFolder(Path path) {
        return new UnsafeMemberException(
                "'%s' is a folder already".formatted(QuotedText.name(path.toString())));
    }

    /**
     * Returns the target for a symbolic link at {@code path} that stays inside. An absolute one, as
     * packages and root file systems have, means the top of the archive, so it becomes relative: as
     * many steps up as the folder of the link is deep. A link may climb only through folders that
     * are real now; what it then goes down may be links, each of which was checked.
     */
    String linkInside(Path path, String told) throws UnsafeMemberException {
        if (told.isEmpty()) {
            throw new UnsafeMemberException("it is a link to nowhere");
        }
        if (told.length() > LONGEST_PATH) {
            throw new UnsafeMemberException(
                    "it is a link to '%s': File name too long".formatted(QuotedText.name(told)));
        }
        String target = told.startsWith("/") ? relative(path, told) : told;
        Path at = path.getParent();
        for (String part : target.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")) {
                at = at.resolve(asPath(part));
            } else if (isRoot(at)) {
                throw new UnsafeMemberException(
                        "it is a link to '%s', which leaves the folder"
                                .formatted(QuotedText.name(told)));
            } else if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                at = at.getParent();
            } else {
                throw new UnsafeMemberException(
                        "it is a link to '%s', which climbs from what is no folder yet"
                                .formatted(QuotedText.name(told)));
            }
        }
        asPath(target);
        return target;
    }

    private String relative(Path path, String absolute) {
        int depth = path.getNameCount() - root.getNameCount() - 1;
        String below = absolute.replaceFirst("^/+", "");
        String target = "../".repeat(depth) + below;
        return target.isEmpty() ? "." : target;
    }

    private static Path asPath(String part) throws UnsafeMemberException {
        try {
            return Path.of(part);
        } catch (InvalidPathException e) {
            throw new UnsafeMemberException(
                    "'%s' cannot be the name of a file here (%s); for names beyond ASCII, set LC_ALL=C.UTF-8"
                            .formatted(QuotedText.name(part), e.getReason()));
        }
    }
}
