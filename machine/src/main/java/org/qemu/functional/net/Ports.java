package org.qemu.functional.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

/**
 * TCP ports of the loopback interface that are reserved for a test until it closes them.
 *
 * <p>The ports are reserved rather than merely found free: each process takes a window of ports by
 * locking a file that all test programs on this host share, and returns each port once. The windows
 * are below 32768, where Linux does not allocate ports for outgoing connections
 * (ip_local_port_range). Only a server outside the tests can therefore occupy a port, which a bind
 * detects.
 */
public final class Ports implements AutoCloseable {
    private static final int FIRST = 20000;
    private static final int WINDOW = 256;
    private static final int WINDOWS = 48;

    private final HeldLock lock;
    private final int window;
    private final Set<Integer> given = new HashSet<>();

    private Ports(HeldLock lock, int window) {
        this.lock = lock;
        this.window = window;
    }

    /**
     * Reserve a window of ports.
     *
     * @throws UncheckedIOException if the lock folder cannot be written, or all windows are
     *     reserved
     */
    public static Ports reserve() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "qemu-functional-ports");
        try {
            makeShared(folder);
            int mine = (int) (ProcessHandle.current().pid() % WINDOWS);
            for (int i = 0; i < WINDOWS; i++) {
                int window = (mine + i) % WINDOWS;
                HeldLock lock = tryLock(folder.resolve("window-" + window));
                if (lock != null) {
                    return new Ports(lock, window);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reserve ports in '%s'".formatted(folder), e);
        }
        throw new UncheckedIOException(
                new IOException(
                        "all %d windows of ports are reserved, see the locks in '%s'"
                                .formatted(WINDOWS, folder)));
    }

    /** Make the folder writable for the tests of other users. */
    private static void makeShared(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            folder.toFile().setWritable(true, false);
        }
    }

    private static @Nullable HeldLock tryLock(Path file) throws IOException {
        boolean made = !Files.exists(file);
        HeldLock lock = FileLocks.of(file).tryLock(0, LockMode.EXCLUSIVE);
        if (made) {
            file.toFile().setWritable(true, false);
        }
        return lock;
    }

    /**
     * Return an unused port of the window.
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
     * Return several unused ports.
     *
     * @return fewer if there are not enough
     */
    public synchronized List<Integer> findFreePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            findFreePort().ifPresent(ports::add);
        }
        return ports;
    }

    /** Return whether a port of the loopback interface can be bound now. */
    public static boolean checkBind(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Release the ports. */
    @Override
    public void close() {
        lock.close();
    }
}
