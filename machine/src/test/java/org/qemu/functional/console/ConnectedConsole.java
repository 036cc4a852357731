package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.settings.TimeoutScale;

/** The fixture of tests that play the guest of a console. */
abstract class ConnectedConsole {
    static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(20));

    @TempDir Path folder;
    SocketChannel guest;
    Console console;

    @BeforeEach
    void connect() throws IOException {
        // As QEMU does: what is sent over TCP may still be under way when the sender goes on.
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            guest = SocketChannel.open(server.getLocalAddress());
            console =
                    Console.open(
                            server.accept(),
                            Transcript.to(folder.resolve("console.log")),
                            Thread::new);
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        guest.close();
        console.close();
    }

    final void say(String text) throws IOException {
        say(text.getBytes(UTF_8));
    }

    final void say(byte[] bytes) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            guest.write(left);
        }
    }
}
