package org.qemu.functional.vfiouser.linux;

import com.sun.jna.LastErrorException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.newsclub.net.unix.FileDescriptorCast;

/** Works on descriptors of any kind of file. */
public final class Descriptors {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;

    private Descriptors() {}

    /**
     * Return the number of a descriptor in this process.
     *
     * @throws IOException if it is closed
     */
    public static int number(FileDescriptor descriptor) throws IOException {
        if (!descriptor.valid()) {
            throw new IOException("the file descriptor is closed; pass one that is open");
        }
        return FileDescriptorCast.using(descriptor).as(Integer.class);
    }

    /** Return the descriptor with a number in this process. */
    public static FileDescriptor of(int number) throws IOException {
        return FileDescriptorCast.unsafeUsing(number).getFileDescriptor();
    }

    /** Return a new descriptor of the same open file. */
    public static FileDescriptor duplicate(FileDescriptor descriptor) throws IOException {
        number(descriptor);
        return FileDescriptorCast.duplicating(descriptor).getFileDescriptor();
    }

    /**
     * Create two connected UNIX stream sockets; see socketpair(2). Those of junixsocket 2.11 leave
     * two descriptors open.
     *
     * @return the descriptors, which the caller closes
     */
    public static List<FileDescriptor> socketPair() throws IOException {
        int[] ends = new int[2];
        try {
            Libc.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
        } catch (LastErrorException e) {
            throw Libc.failure("socketpair", e);
        }
        return List.of(of(ends[0]), of(ends[1]));
    }

    /** Close a descriptor; do nothing if it is closed already. */
    public static void close(FileDescriptor descriptor) throws IOException {
        if (descriptor.valid()) {
            new FileOutputStream(descriptor).close();
        }
    }

    /** Tell whether two descriptors are of the same file. */
    public static boolean isSameFile(FileDescriptor one, FileDescriptor other) throws IOException {
        return Files.readAttributes(path(one), "unix:dev,ino")
                .equals(Files.readAttributes(path(other), "unix:dev,ino"));
    }

    /** Return a path by which this process can open the file of a descriptor anew. */
    static Path path(FileDescriptor descriptor) throws IOException {
        return Path.of("/proc/self/fd/" + number(descriptor));
    }

    /**
     * Return the number of open descriptors of this process, for tests that nothing leaks. Those of
     * jars are left out, because the JVM opens one when it needs a class of it.
     */
    public static int count() {
        Path folder = Path.of("/proc/self/fd");
        String[] open = folder.toFile().list();
        if (open == null) {
            throw new IllegalStateException("cannot list '/proc/self/fd'; is /proc mounted?");
        }
        int count = 0;
        for (String number : open) {
            try {
                if (!Files.readSymbolicLink(folder.resolve(number)).toString().endsWith(".jar")) {
                    count++;
                }
            } catch (IOException e) {
                // Closed meanwhile, as is the descriptor of the list.
            }
        }
        return count;
    }

    /** Return the size of a page of memory, in bytes. */
    public static int pageSize() {
        return Libc.getpagesize();
    }
}
