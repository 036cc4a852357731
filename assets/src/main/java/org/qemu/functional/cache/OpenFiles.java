package org.qemu.functional.cache;

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
 * Looks through the processes of this host for one that has a file open or mapped into its memory,
 * as QEMU has one that it was given by its path.
 *
 * <p>Processes of other users cannot be looked into, unless this is root, nor can those of other
 * containers. Whatever else cannot be read for a moment is passed over by itself: a process that
 * opens and closes files all the time is still seen to have this one.
 */
public final class OpenFiles {
    private OpenFiles() {}

    /** Tells whether any process that may be looked at has the file open. */
    public static boolean isOpen(Path file) {
        return anyProcess(process -> hasOpen(process, file));
    }

    /**
     * Tells whether any process that may be looked at has the file open, or has closed it and still
     * has it in its memory.
     */
    public static boolean isOpenOrMapped(Path file) {
        return anyProcess(process -> hasOpen(process, file) || hasMapped(process, file));
    }

    /** Returns the names, without folders, of all files that processes have open or mapped. */
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
                    // Closed meanwhile.
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Ended meanwhile, or somebody else's.
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
            // Ended meanwhile, or somebody else's.
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
            return false; // no /proc: the caller's own patience has to do
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
            return false; // ended meanwhile, or somebody else's
        }
        return false;
    }

    private static boolean isLinkTo(Path link, Path file) {
        try {
            // Comparing names first spares a stat of every open file, which could hang on a dead
            // network mount.
            return Files.readSymbolicLink(link).endsWith(file.getFileName())
                    && Files.isSameFile(link, file);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /**
     * Compares inodes and names but not paths, which differ between the mounts of containers, nor
     * devices, which btrfs tells differently here.
     */
    private static boolean hasMapped(Path process, Path file) {
        String inode;
        try {
            inode = " " + Files.getAttribute(file, "unix:ino") + " ";
        } catch (IOException e) {
            return false; // the file is gone: nothing to be careful of
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
