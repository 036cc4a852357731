package org.qemu.functional.asset.internal.maintenance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the files below a folder while other processes may change it.
 *
 * @param files number of files, including links and the like, but not folders
 * @param bytes sum of the sizes of regular files, including holes
 */
public record FolderSize(long files, long bytes) {
    /** Count the files below a folder; those that are unreadable or disappear do not count. */
    public static FolderSize of(Path folder) throws IOException {
        Counter counter = new Counter();
        Files.walkFileTree(folder, counter);
        return new FolderSize(counter.files, counter.bytes);
    }

    /** Count some files, and everything below those that are folders. */
    static FolderSize ofFiles(List<Path> files) throws IOException {
        long count = 0;
        long bytes = 0;
        for (Path file : files) {
            FolderSize size = of(file);
            count += size.files;
            bytes += size.bytes;
        }
        return new FolderSize(count, bytes);
    }

    private static final class Counter extends SimpleFileVisitor<Path> {
        long files;
        long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (EntryName.of(file.getFileName().toString()).kind() == EntryName.Kind.REMOVED) {
                return FileVisitResult.CONTINUE;
            }
            files++;
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
