package org.qemu.functional.asset.internal.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Searches the processes of this host for one that has a file open or mapped, as QEMU does with a
 * file that was passed by its path.
 *
 * <p>Processes of other users are visible to root only, and those of other containers are not
 * visible at all. Anything else that cannot be read at the moment is skipped individually: a
 * process that constantly opens and closes files is still found to have this one.
 */
public final class OpenFiles {
    private OpenFiles() {}

    /** Return whether any visible process has the file open. */
    public static boolean isOpen(Path file) {
        return anyProcess(process -> hasOpen(process, file));
    }

    /**
     * Return whether any visible process has the file open, or has closed it but still has it
     * mapped.
     */
    public static boolean isOpenOrMapped(Path file) {
        return anyProcess(process -> hasOpen(process, file) || hasMapped(process, file));
    }

    /** Return the names, without folders, of all files that processes have open or mapped. */
    static Set<String> names() {
        Set<String> names = new HashSet<>();
        anyProcess(
                process -> {
                    collectOpen(process, names);
                    collectMapped(process, names);
                    return false;
                });
        return names;
    }

    private static void collectOpen(Path process, Set<String> names) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path link : links) {
                try {
                    Path name = Files.readSymbolicLink(link).getFileName();
                    names.add(String.valueOf(name));
                } catch (IOException e) {
                    // Closed in the meantime.
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The process has ended, or belongs to another user.
        }
    }

    private static void collectMapped(Path process, Set<String> names) {
        try (BufferedReader maps = maps(process)) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                int slash = line.lastIndexOf('/');
                if (slash >= 0) {
                    names.add(line.substring(slash + 1));
                }
            }
        } catch (IOException e) {
            // The process has ended, or belongs to another user.
        }
    }

    private static BufferedReader maps(Path process) throws IOException {
        return Files.newBufferedReader(process.resolve("maps"), StandardCharsets.ISO_8859_1);
    }

    private static boolean anyProcess(Predicate<Path> has) {
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (has.test(process)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // no /proc: the caller's timeout must suffice
        }
        return false;
    }

    private static boolean hasOpen(Path process, Path file) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path link : links) {
                if (isLinkTo(link, file)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // has ended, or belongs to another user
        }
        return false;
    }

    private static boolean isLinkTo(Path link, Path file) {
        try {
            // Comparing names first avoids a stat of every open file, which could hang on a dead
            // network mount.
            return Files.readSymbolicLink(link).endsWith(file.getFileName())
                    && Files.isSameFile(link, file);
        } catch (IOException e) {
            return false; // closed in the meantime
        }
    }

    /**
     * Compare inodes and names, but not paths, which differ between the mounts of containers, nor
     * devices, which btrfs reports differently here.
     */
    private static boolean hasMapped(Path process, Path file) {
        String inode;
        try {
            inode = " " + Files.getAttribute(file, "unix:ino") + " ";
        } catch (IOException e) {
            return false; // the file no longer exists
        }
        String end = "/" + file.getFileName();
        try (BufferedReader maps = maps(process)) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                if (line.endsWith(end) && line.contains(inode)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
