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

    private final HeldLock lock;
    private final int window;
    private final Set<Integer> given = new HashSet<>();

    private Ports(HeldLock lock, int window) {
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
                        "all %d windows of ports are taken, see '%s'".formatted(WINDOWS, folder)));
    }

    /** Other users' tests lock there too. */
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
        lock.close();
    }
}
