package org.qemu.functional.tests.qtest.virtio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;

/**
 * The host's connection to QEMU's hub 0: frames are sent by TCP over the loopback interface, each
 * preceded by its length.
 */
record HostNetwork(HostSocket end) implements AutoCloseable {
    private static final int LENGTH = 4;

    /** Connect to the hub. */
    static HostNetwork join(QTest qtest) {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            qtest.cmd(
                    "netdev_add",
                    "type",
                    "socket",
                    "id",
                    "host",
                    "connect",
                    "127.0.0.1:" + port(server.getLocalAddress()));
            qtest.cmd("netdev_add", "type", "hubport", "id", "joint", "hubid", 0, "netdev", "host");
            return new HostNetwork(HostSocket.of(qtest, accept(server)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on the loopback", e);
        }
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private static SocketChannel accept(ServerSocketChannel server) {
        SocketChannel[] accepted = new SocketChannel[1];
        Poll.until(
                HostSocket.TIMEOUT,
                () -> {
                    try {
                        accepted[0] = server.accept();
                        return accepted[0] != null;
                    } catch (IOException e) {
                        throw new UncheckedIOException("QEMU cannot be let in", e);
                    }
                });
        if (accepted[0] == null) {
            throw new AssertionError("QEMU did not connect its 'socket' to the test");
        }
        return accepted[0];
    }

    /** Send a frame to all devices on the hub. */
    void send(byte[] frame) {
        end.send(
                ByteBuffer.allocate(LENGTH + frame.length).putInt(frame.length).put(frame).array());
    }

    /** Wait for a frame. */
    byte[] receive() {
        return end.receive(ByteBuffer.wrap(end.receive(LENGTH)).getInt());
    }

    @Override
    public void close() {
        end.close();
    }
}
