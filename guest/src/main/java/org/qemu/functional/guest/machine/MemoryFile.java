package org.qemu.functional.guest.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The RAM of a guest as a file without a name: clones can map it, and it is gone when this program
 * and they are, however they end.
 */
public final class MemoryFile implements AutoCloseable {
    /** Where a file is memory only. */
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
     * Make one in shared memory, or, where that has no room, in a folder.
     *
     * @param bytes how large the RAM is; the file takes as much only when the guest has written it
     * @throws UncheckedIOException if there is no room in either
     */
    public static MemoryFile create(long bytes, Path folder) {
        try {
            return create(bytes, hasRoom(SHARED_MEMORY, bytes) ? SHARED_MEMORY : folder, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make a file for %d MiB of guest memory: %s"
                            .formatted(bytes >> 20, e.getMessage()),
                    e);
        }
    }

    private static MemoryFile create(long bytes, Path chosen, Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!hasRoom(chosen, bytes)) {
            throw new IOException(
                    "'%s' has room for %d MiB only, and '%s' for %d MiB; QEMU would die of SIGBUS"
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

    /** The file by the descriptor that this program has of it: a name is not needed then. */
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

    /** Where QEMU opens it. */
    public Path path() {
        return path;
    }

    /** How large it is, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** Copy what was written, with holes for what is zero, to a new file. */
    public void copyTo(Path target) throws IOException {
        new SparseCopy(channel).to(target);
    }

    /** Let go of it; machines that have it go on. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
