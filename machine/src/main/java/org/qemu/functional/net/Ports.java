package org.qemu.functional.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TCP ports of the loopback interface that are this test's until it closes them.
 *
 * <p>Reserved, not merely found free: each process takes a window of ports by a lock on a file that
 * all test programs of this host know, and hands each port out once. The windows lie below 32768,
 * where Linux does not take ports for outgoing connections (ip_local_port_range), so that only a
 * server of somebody else's can be in the way, which a bind shows.
 */
public final class Ports implements AutoCloseable {
    private static final int FIRST = 20000;
    private static final int WINDOW = 256;
    private static final int WINDOWS = 48;

    /**
     * The windows that tests of this very program have. Their files must not even be opened again:
     * POSIX drops a process's lock on a file when it closes any descriptor of it.
     */
    private static final Set<Integer> TAKEN = new HashSet<>();

    private final FileLock lock;
    private final int window;
    private final Set<Integer> given = new HashSet<>();

    private Ports(FileLock lock, int window) {
        this.lock = lock;
        this.window = window;
    }

    /**
     * Take a window.
     *
     * @throws UncheckedIOException if the locks' folder cannot be written, or all windows are taken
     */
    public static Ports reserve() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "qemu-functional-ports");
        try {
            makeShared(folder);
            int mine = (int) (ProcessHandle.current().pid() % WINDOWS);
            synchronized (TAKEN) {
                for (int i = 0; i < WINDOWS; i++) {
                    int window = (mine + i) % WINDOWS;
                    FileLock lock =
                            TAKEN.contains(window)
                                    ? null
                                    : tryLock(folder.resolve("window-" + window));
                    if (lock != null) {
                        TAKEN.add(window);
                        return new Ports(lock, window);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reserve ports in '%s'".formatted(folder), e);
        }
        throw new UncheckedIOException(
                new IOException(
                        "all %d windows of ports are taken, see '%s'".formatted(WINDOWS, folder)));
    }

    /** Other users' tests lock there too. */
    private static void makeShared(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            folder.toFile().setWritable(true, false);
        }
    }

    private static @Nullable FileLock tryLock(Path file) throws IOException {
        boolean made = !Files.exists(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (made) {
            file.toFile().setWritable(true, false);
        }
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    /**
     * Take a port of the window that nobody listens at.
     *
     * @return empty if all are in use
     */
    public synchronized Optional<Integer> findFreePort() {
        int start = FIRST + window * WINDOW;
        for (int port = start; port < start + WINDOW; port++) {
            if (!given.contains(port) && checkBind(port)) {
                given.add(port);
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    /**
     * Take several ports.
     *
     * @return fewer if there are not so many
     */
    public synchronized List<Integer> findFreePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            findFreePort().ifPresent(ports::add);
        }
        return ports;
    }

    /** Whether one could listen at a port of the loopback interface now. */
    public static boolean checkBind(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Give the ports back. */
    @Override
    public void close() {
        try {
            synchronized (TAKEN) {
                if (lock.isValid()) {
                    lock.acquiredBy().close();
                    TAKEN.remove(window);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give ports back", e);
        }
    }
}
