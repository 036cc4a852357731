package org.qemu.functional.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.qemu.functional.files.SocketDirectory;

/**
 * The sockets at which QEMU calls when it starts, and the pipes that it opens for its consoles.
 *
 * <p>We listen and QEMU connects: nothing has to be tried again until QEMU listens, the first byte
 * of a console is not missed, the files can go as soon as QEMU has called, and a QEMU whose test
 * program died in between finds nobody and exits.
 */
final class Sockets implements AutoCloseable {
    private final SocketDirectory directory = SocketDirectory.create();

    /**
     * A socket at which QEMU has yet to call.
     *
     * @param address as QEMU's {@code -chardev socket} takes it
     */
    record Listener(String address, ServerSocketChannel channel) {
        /** The chardev by which QEMU calls. */
        String chardev(String id) {
            return "socket,id=%s,%s".formatted(id, address);
        }
    }

    /**
     * Listen at a new socket.
     *
     * @throws IOException if it cannot be made
     */
    Listener listen(String name) throws IOException {
        Path path = directory.socket(name);
        return new Listener(
                "path=" + path,
                bound(
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                        UnixDomainSocketAddress.of(path)));
    }

    /**
     * Listen at a new socket for a connection over which file descriptors can be sent, which the
     * JDK's own cannot.
     *
     * @throws IOException if it cannot be made
     */
    Listener listenForDescriptors(String name) throws IOException {
        Path path = directory.socket(name);
        return new Listener(
                "path=" + path,
                bound(AFUNIXServerSocketChannel.open(), AFUNIXSocketAddress.of(path)));
    }

    /**
     * Listen at an address of the network.
     *
     * @throws IOException if it cannot be had
     */
    Listener listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = bound(ServerSocketChannel.open(), address);
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        return new Listener(
                "host=%s,port=%d".formatted(local.getAddress().getHostAddress(), local.getPort()),
                channel);
    }

    /**
     * Make the pipes of a console.
     *
     * @throws IOException if they cannot be made
     */
    ConsolePipes pipes(String id) throws IOException {
        return ConsolePipes.create(id, directory.path().resolve(id));
    }

    private static ServerSocketChannel bound(ServerSocketChannel channel, SocketAddress address)
            throws IOException {
        try {
            channel.bind(address).configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Wait until QEMU calls, or exits, or the time is over; the listener is closed in any case.
     *
     * @return empty if QEMU did not call
     */
    static Optional<SocketChannel> accept(
            Listener listener, CompletableFuture<ExitStatus> exit, Duration timeout)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (ServerSocketChannel channel = listener.channel();
                Selector selector = channel.provider().openSelector()) {
            channel.register(selector, SelectionKey.OP_ACCEPT);
            var unused = exit.thenRun(selector::wakeup);
            while (true) {
                boolean exited = exit.isDone();
                Optional<SocketChannel> caller = Optional.ofNullable(channel.accept());
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (caller.isPresent()
                        || exited
                        || left <= 0
                        || Thread.currentThread().isInterrupted()) {
                    return caller;
                }
                selector.select(left);
                selector.selectedKeys().clear();
            }
        }
    }

    /** Remove the files of sockets and pipes; connections that stand are not affected. */
    @Override
    public void close() {
        directory.close();
    }
}
