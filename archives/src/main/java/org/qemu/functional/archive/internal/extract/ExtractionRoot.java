package org.qemu.functional.archive.internal.extract;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.qemu.functional.archive.internal.common.DiskException;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;

/**
 * The folder that members are written to and that none may leave.
 *
 * <p>Every folder below it that is written to is a real folder, never a link, whoever created the
 * link. So the folders that a link's {@code ..} components traverse are known to be real, too.
 */
final class ExtractionRoot {
    /**
     * Linux's limit on a path, 4096 bytes including the zero; the system itself checks the rest.
     */
    private static final int LONGEST_PATH = 4095;

    private final Path root;

    /** The last folder that was found to be real, together with all its parents. */
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

    /** Return the path for a member of that name. Checks the name only, not the file system. */
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
            // Check before up to two thousand folders are created for it.
            throw new UnsafeMemberException("File name too long");
        }
        return path;
    }

    boolean isRoot(Path path) {
        return path.equals(root);
    }

    /** Return a path relative to this folder. */
    String nameOf(Path path) {
        return root.relativize(path).toString();
    }

    /** Create the parent folders of a path; each is counted, and none may be a link. */
    void makeParents(Path path, ExtractionQuota quota) throws IOException {
        Path parent = path.getParent();
        int depth = parent.getNameCount();
        for (int i = commonDepth(parent) + 1; i <= depth; i++) {
            Path above = root.getRoot().resolve(parent.subpath(0, i));
            if (!isRealFolder(above)) {
                quota.folder();
                make(above);
            }
        }
        real = parent;
    }

    /** Check that no parent folder of a path is a link. */
    void checkParents(Path path) throws IOException {
        Path parent = path.getParent();
        int depth = parent.getNameCount();
        boolean exists = true;
        for (int i = commonDepth(parent) + 1; i <= depth && exists; i++) {
            exists = isRealFolder(root.getRoot().resolve(parent.subpath(0, i)));
        }
    }

    /** Return how many components a path shares with the last folder that was found to be real. */
    private int commonDepth(Path path) {
        int limit = Math.min(path.getNameCount(), real.getNameCount());
        int depth = root.getNameCount();
        if (depth < limit && path.startsWith(real)) {
            return limit;
        }
        while (depth < limit && path.getName(depth).equals(real.getName(depth))) {
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

    /** Remove an empty folder that a file is about to replace. */
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
     * Return the target for a symbolic link at {@code path} that stays inside. An absolute target,
     * as in packages and root file systems, is relative to the top of the archive, so it becomes
     * relative: with as many {@code ..} as the folder of the link is deep. The {@code ..}
     * components of a link may only traverse folders that are real now; the components after them
     * may be links, each of which was checked.
     */
    String linkInside(Path path, String linkTarget) throws UnsafeMemberException {
        if (linkTarget.isEmpty()) {
            throw new UnsafeMemberException("it is a link with an empty target");
        }
        if (linkTarget.length() > LONGEST_PATH) {
            throw new UnsafeMemberException(
                    "it is a link to '%s': File name too long"
                            .formatted(QuotedText.name(linkTarget)));
        }
        String target = linkTarget.startsWith("/") ? relative(path, linkTarget) : linkTarget;
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
                                .formatted(QuotedText.name(linkTarget)));
            } else if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                at = at.getParent();
            } else {
                throw new UnsafeMemberException(
                        "it is a link to '%s', whose '..' follows a path that is not a folder yet"
                                .formatted(QuotedText.name(linkTarget)));
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
                    "'%s' cannot be a file name on this system (%s); for non-ASCII names, set LC_ALL=C.UTF-8"
                            .formatted(QuotedText.name(part), e.getReason()));
        }
    }
}
