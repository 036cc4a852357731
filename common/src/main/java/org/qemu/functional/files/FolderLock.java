package org.qemu.functional.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reserves a folder among all processes, until it is closed or the process is dead: {@code meson
 * test --repeat} runs one test several times at once.
 *
 * <p>A kernel lock on one byte of a file {@code .lock} beside the folders, at a place that the
 * folder's name gives. POSIX drops all locks of a process on a file when it closes any descriptor
 * of that file, so each such file is opened once and stays open.
 */
final class FolderLock implements AutoCloseable {
    private static final Map<Path, FileChannel> FILES = new ConcurrentHashMap<>();

    private final FileLock lock;

    private FolderLock(FileLock lock) {
        this.lock = lock;
    }

    /**
     * Reserve a folder, which need not exist.
     *
     * @return empty if somebody else has it
     * @throws IOException if the file with the locks cannot be opened
     */
    static Optional<FolderLock> tryLock(Path folder) throws IOException {
        FileChannel file = open(folder.resolveSibling(".lock").toAbsolutePath());
        long place = Integer.toUnsignedLong(folder.getFileName().toString().hashCode());
        try {
            return Optional.ofNullable(file.tryLock(place, 1, false)).map(FolderLock::new);
        } catch (OverlappingFileLockException e) {
            // This very process has it.
            return Optional.empty();
        }
    }

    private static FileChannel open(Path path) throws IOException {
        synchronized (FILES) {
            FileChannel known = FILES.get(path);
            if (known == null || !known.isOpen()) {
                Files.createDirectories(path.getParent());
                known = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FILES.put(path, known);
            }
            return known;
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
    }
}
