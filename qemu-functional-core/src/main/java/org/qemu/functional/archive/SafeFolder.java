package org.qemu.functional.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The folder that members are written to and that none may leave.
 *
 * <p>Every folder below it that is written to is a real one, never a link, whoever made the link.
 * So the names that a link climbs with {@code ..} are known to be real, too.
 */
final class SafeFolder {
    /** Linux's limit on a path, 4096 bytes with the zero; the system itself sees to the rest. */
    private static final int LONGEST_PATH = 4095;

    private final Path root;

    private SafeFolder(Path root) {
        this.root = root;
    }

    static SafeFolder create(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            return new SafeFolder(directory.toRealPath());
        } catch (IOException e) {
            throw new DiskException(directory, e);
        }
    }

    /** Returns where the member of that name belongs, after looking at the name only. */
    Path resolve(String name) throws RefusedException {
        if (name.startsWith("/")) {
            throw new RefusedException(
                    "'%s' is an absolute path".formatted(Faults.shortened(name)));
        }
        Path path = root;
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new RefusedException(
                        "'%s' leads out of the folder".formatted(Faults.shortened(name)));
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path = path.resolve(asPath(part));
            }
        }
        if (path.toString().length() > LONGEST_PATH) {
            // Before two thousand folders are made for it.
            throw new RefusedException("File name too long");
        }
        return path;
    }

    boolean isRoot(Path path) {
        return path.equals(root);
    }

    /** Makes the folders above a path, none of which may be a link. */
    void makeParents(Path path) throws IOException {
        Path above = root;
        for (Path part : root.relativize(path.getParent())) {
            if (part.toString().isEmpty()) {
                continue;
            }
            above = above.resolve(part);
            if (Files.isSymbolicLink(above)) {
                throw new RefusedException(
                        "it would be written through the link '%s'".formatted(above));
            }
            if (Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try {
                Files.createDirectory(above);
            } catch (IOException e) {
                throw new DiskException(above, e);
            }
        }
    }

    /**
     * Returns the target for a symbolic link at {@code path} that stays inside. An absolute one, as
     * packages and root file systems have, means the top of the archive, so it becomes relative: as
     * many steps up as the folder of the link is deep. A link may climb only through folders that
     * are real now; what it then goes down may be links, each of which was checked.
     */
    String linkInside(Path path, String told) throws RefusedException {
        if (told.isEmpty()) {
            throw new RefusedException("it is a link to nowhere");
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
                throw new RefusedException(
                        "it is a link to '%s', which leaves the folder".formatted(told));
            } else if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                at = at.getParent();
            } else {
                throw new RefusedException(
                        "it is a link to '%s', which climbs from what is no folder yet"
                                .formatted(told));
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

    private static Path asPath(String part) throws RefusedException {
        try {
            return Path.of(part);
        } catch (InvalidPathException e) {
            throw new RefusedException(
                    "'%s' cannot be the name of a file here (%s); for names beyond ASCII, set LC_ALL=C.UTF-8"
                            .formatted(part, e.getReason()));
        }
    }
}
