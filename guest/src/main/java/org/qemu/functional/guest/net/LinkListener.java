package org.qemu.functional.guest.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.net.StreamPeer;

/**
 * Listen at a link's socket, to which VMs connect one after the other. Confined to the network's
 * thread.
 */
final class LinkListener {
    private final ServerSocketChannel server;
    private final NetworkRuntime engine;
    private final Link link;

    private LinkListener(ServerSocketChannel server, NetworkRuntime engine, Link link) {
        this.server = server;
        this.engine = engine;
        this.link = link;
    }

    static LinkListener open(Path socket, NetworkRuntime engine, Link link) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        LinkListener door = new LinkListener(server, engine, link);
        try {
            server.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
            engine.loop().register(server, SelectionKey.OP_ACCEPT, door::accept);
            return door;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void accept() {
        try {
            SocketChannel caller = server.accept();
            if (caller != null) {
                let(caller);
            }
        } catch (IOException e) {
            link.fail("cannot accept a connection: " + e.getMessage(), e);
        }
    }

    private void let(SocketChannel caller) throws IOException {
        Port port = link.port();
        // A VM that is launched again may connect before the end of its previous connection was
        // read.
        if (port.peer instanceof StreamPeer old && old.read()) {
            caller.close();
            link.fail(
                    "a second VM connected while one was attached, and was rejected; create a link for each NIC of each VM",
                    null);
            return;
        }
        port.peer =
                new StreamPeer(
                        caller,
                        engine.loop(),
                        bytes -> engine.fabric().receive(port, bytes),
                        this::gone);
        link.attachment().set(true);
    }

    private void gone(@Nullable IOException reason) {
        engine.fabric().detach(link.port());
        // A thread that learns that the VM has disconnected must find its last frames.
        engine.capture().flush();
        link.attachment().set(false);
        if (reason != null) {
            link.fail("the connection was closed because " + reason.getMessage(), reason);
        }
    }

    void close() {
        try {
            server.close();
        } catch (IOException e) {
            link.fail("cannot close the socket: " + e.getMessage(), e);
        }
    }
}
