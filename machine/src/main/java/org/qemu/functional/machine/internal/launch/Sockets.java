package org.qemu.functional.machine.internal.launch;

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
import org.qemu.functional.machine.ExitStatus;

/**
 * The sockets that QEMU connects to when it starts, and the pipes that it opens for its consoles.
 *
 * <p>This program listens and QEMU connects. No connection attempt has to be repeated until QEMU
 * listens, the first byte of a console is not missed, the files can be deleted as soon as QEMU has
 * connected, and a QEMU whose test program has died meanwhile cannot connect and exits.
 */
public final class Sockets implements AutoCloseable {
    private final SocketDirectory directory = SocketDirectory.create();

    /**
     * A socket that QEMU has not connected to yet.
     *
     * @param address the address in the syntax of QEMU's {@code -chardev socket}
     */
    public record Listener(String address, ServerSocketChannel channel) {
        /** Return the chardev with which QEMU connects. */
        public String chardev(String id) {
            return "socket,id=%s,%s".formatted(id, address);
        }
    }

    /**
     * Listen on a new UNIX socket.
     *
     * @throws IOException if it cannot be created
     */
    public Listener listen(String name) throws IOException {
        Path path = directory.socket(name);
        return new Listener(
                "path=" + path,
                bound(
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                        UnixDomainSocketAddress.of(path)));
    }

    /**
     * Listen on a new UNIX socket for a connection that can carry file descriptors, which the JDK's
     * own sockets cannot.
     *
     * @throws IOException if it cannot be created
     */
    public Listener listenForDescriptors(String name) throws IOException {
        Path path = directory.socket(name);
        return new Listener(
                "path=" + path,
                bound(AFUNIXServerSocketChannel.open(), AFUNIXSocketAddress.of(path)));
    }

    /**
     * Listen on a TCP address.
     *
     * @throws IOException if the address is not available
     */
    Listener listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = bound(ServerSocketChannel.open(), address);
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        return new Listener(
                "host=%s,port=%d".formatted(local.getAddress().getHostAddress(), local.getPort()),
                channel);
    }

    /**
     * Create the pipes of a console.
     *
     * @throws IOException if they cannot be created
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
     * Wait until QEMU connects or exits, or the timeout expires; close the listener in any case.
     *
     * @return the connection; empty if QEMU did not connect
     */
    public static Optional<SocketChannel> accept(
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

    /** Remove the files of sockets and pipes. Established connections are not affected. */
    @Override
    public void close() {
        directory.close();
    }
}
