package org.qemu.functional.guest.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The two ends of a connection. */
public record SocketEnds(SocketChannel host, SocketChannel guest) {
    public static SocketEnds open() throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketChannel guest = SocketChannel.open(server.getLocalAddress());
            return new SocketEnds(server.accept(), guest);
        }
    }
}
