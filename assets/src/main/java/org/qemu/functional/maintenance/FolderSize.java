package org.qemu.functional.maintenance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is below a folder while others may work there.
 *
 * @param files how many there are, links and the like included, folders not
 * @param bytes the sizes of the regular ones, holes included
 */
public record FolderSize(long files, long bytes) {
    /** Counts; what cannot be looked at or vanishes meanwhile does not count. */
    public static FolderSize of(Path folder) throws IOException {
        Counter counter = new Counter();
        Files.walkFileTree(folder, counter);
        return new FolderSize(counter.files, counter.bytes);
    }

    /** Counts some files, and what is below those of them that are folders. */
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
