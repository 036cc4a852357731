package org.qemu.functional.guest.internal.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The RAM of a guest as an unnamed file: clones can map it, and it is freed when this program and
 * the clones have ended, in whatever way.
 */
public final class MemoryFile implements AutoCloseable {
    /** The file system whose files are in memory only. */
    static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final FileChannel channel;
    private final Path path;
    private final long bytes;

    private MemoryFile(FileChannel channel, Path path, long bytes) {
        this.channel = channel;
        this.path = path;
        this.bytes = bytes;
    }

    /**
     * Create a file in shared memory or, if that has no space, in a folder.
     *
     * @param bytes the size of the RAM; the file uses space only for what the guest has written
     * @throws UncheckedIOException if neither has enough space
     */
    public static MemoryFile create(long bytes, Path folder) {
        try {
            return create(bytes, hasRoom(SHARED_MEMORY, bytes) ? SHARED_MEMORY : folder, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create a file for %d MiB of guest memory: %s"
                            .formatted(bytes >> 20, e.getMessage()),
                    e);
        }
    }

    private static MemoryFile create(long bytes, Path chosen, Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!hasRoom(chosen, bytes)) {
            throw new IOException(
                    "'%s' has only %d MiB free, and '%s' only %d MiB; QEMU would die of SIGBUS"
                            .formatted(
                                    chosen,
                                    Files.getFileStore(chosen).getUsableSpace() >> 20,
                                    SHARED_MEMORY,
                                    Files.getFileStore(SHARED_MEMORY).getUsableSpace() >> 20));
        }
        Path named =
                Files.createTempFile(
                        chosen,
                        "guest-memory-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            FileChannel channel =
                    FileChannel.open(named, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.write(java.nio.ByteBuffer.allocate(1), bytes - 1);
            return new MemoryFile(channel, descriptor(named), bytes);
        } finally {
            Files.delete(named);
        }
    }

    private static boolean hasRoom(Path folder, long bytes) throws IOException {
        return Files.isDirectory(folder)
                && Files.isWritable(folder)
                && Files.getFileStore(folder).getUsableSpace() >= bytes;
    }

    /** Return the file's path through this program's descriptor, which needs no name. */
    private static Path descriptor(Path file) throws IOException {
        Path real = file.toRealPath();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path candidate : all) {
                if (Files.isSymbolicLink(candidate)
                        && Files.readSymbolicLink(candidate).equals(real)) {
                    return Path.of(
                            "/proc/" + ProcessHandle.current().pid() + "/fd",
                            candidate.getFileName().toString());
                }
            }
        }
        throw new IOException("the descriptor of '%s' is not in /proc/self/fd".formatted(file));
    }

    /** Return the path with which QEMU opens it. */
    public Path path() {
        return path;
    }

    /** Return its size in bytes. */
    public long bytes() {
        return bytes;
    }

    /** Copy the contents to a new file, with holes for zeros. */
    public void copyTo(Path target) throws IOException {
        new SparseCopy(channel).to(target);
    }

    /** Release the memory; machines that have mapped it are not affected. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
