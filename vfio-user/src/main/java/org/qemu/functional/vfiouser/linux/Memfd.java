package org.qemu.functional.vfiouser.linux;

import com.sun.jna.LastErrorException;
import java.io.FileDescriptor;
import java.io.IOException;

/** A file in memory without a path, which two processes can map; see memfd_create(2). */
public final class Memfd implements AutoCloseable {
    private static final int CLOEXEC = 1;

    private final FileDescriptor descriptor;
    private final MappedFile mapping;

    private Memfd(FileDescriptor descriptor, MappedFile mapping) {
        this.descriptor = descriptor;
        this.mapping = mapping;
    }

    /**
     * Create a file of zeros and map it. Memory is used only where something is written.
     *
     * @param name a name for {@code /proc/self/fd}
     * @param size its size, in bytes
     */
    public static Memfd create(String name, long size) throws IOException {
        FileDescriptor descriptor = null;
        try {
            int number = Libc.memfd_create(name, CLOEXEC);
            descriptor = Descriptors.of(number);
            Libc.ftruncate(number, size);
            Memfd created = new Memfd(descriptor, MappedFile.map(descriptor, 0, size, true));
            descriptor = null;
            return created;
        } catch (LastErrorException e) {
            throw Libc.failure("memfd_create with %d bytes".formatted(size), e);
        } finally {
            if (descriptor != null) {
                Descriptors.close(descriptor);
            }
        }
    }

    /** Return the descriptor, to pass to the other side. */
    public FileDescriptor descriptor() {
        return descriptor;
    }

    /** Return the mapping of the whole file, which stays valid after the close. */
    public MappedFile mapping() {
        return mapping;
    }

    @Override
    public void close() throws IOException {
        Descriptors.close(descriptor);
    }
}
