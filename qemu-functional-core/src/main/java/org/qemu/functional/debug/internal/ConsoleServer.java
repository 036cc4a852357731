package org.qemu.functional.debug.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.qemu.functional.console.Console;

/** Serve a console on a UNIX socket, to one client at a time. */
final class ConsoleServer implements AutoCloseable {
    private final Console console;
    private final ServerSocketChannel server;

    private ConsoleServer(Console console, ServerSocketChannel server) {
        this.console = console;
        this.server = server;
    }

    static ConsoleServer listen(Console console, Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        ConsoleServer made = new ConsoleServer(console, server);
        Thread thread = new Thread(made::serve, "console-server");
        thread.setDaemon(true);
        thread.start();
        return made;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel caller = server.accept()) {
                serve(caller);
            } catch (IOException e) {
                // The client disconnected, or the server was closed.
            }
        }
    }

    private void serve(SocketChannel caller) throws IOException {
        Console.Listener listener = (bytes, length) -> write(caller, bytes, length);
        console.addListener(listener);
        try {
            ByteBuffer typed = ByteBuffer.allocate(1024);
            while (caller.read(typed.clear()) >= 0) {
                // Send bytes, not text: a client's packet can end within a character.
                console.send(typed.flip());
            }
        } finally {
            console.removeListener(listener);
        }
    }

    private static void write(SocketChannel caller, byte[] bytes, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        try {
            while (buffer.hasRemaining()) {
                caller.write(buffer);
            }
        } catch (IOException e) {
            // The reading side reports the error.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
