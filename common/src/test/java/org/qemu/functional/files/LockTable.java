package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the kernel's list of locks of a file: {@code /proc/locks}, see proc(5). */
final class LockTable {
    private LockTable() {}

    /** Return the kind, first and last byte of each lock, such as {@code WRITE 5 5}. */
    static List<String> of(Path file) throws IOException {
        return lines(file).stream()
                .filter(line -> !line.contains("->"))
                .map(line -> line.trim().split("\\s+"))
                .map(words -> words[3] + " " + words[6] + " " + words[7])
                .sorted()
                .toList();
    }

    /** Wait until a process waits for a lock of the file. */
    static void awaitBlocked(Path file) throws IOException {
        while (lines(file).stream().noneMatch(line -> line.contains("->"))) {
            Thread.onSpinWait();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(line -> line.contains(inode))
                .toList();
    }
}
