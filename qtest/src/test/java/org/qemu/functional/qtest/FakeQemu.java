package org.qemu.functional.qtest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.qtest.internal.CommandLog;
import org.qemu.functional.qtest.internal.QTestConnection;
import org.qemu.functional.qtest.internal.QTestTransport;

/**
 * QEMU's end of a qtest connection, simulated on a separate thread. As in QEMU, it reads nothing
 * while its output is not read.
 */
public final class FakeQemu implements AutoCloseable {
    public static final Duration LONG = Duration.ofSeconds(20);

    /** The behavior of the fake; afterward it disconnects. */
    public interface Part {
        void play(FakeQemu qemu) throws Exception;
    }

    private final Path folder;
    private final SocketChannel near;
    private final SocketChannel far;
    private final InputStream commands;
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final CompletableFuture<Void> played;

    private FakeQemu(Path folder, SocketChannel near, SocketChannel far, Part part) {
        this.folder = folder;
        this.near = near;
        this.far = far;
        this.commands = new BufferedInputStream(Channels.newInputStream(far));
        this.played = CompletableFuture.runAsync(() -> run(part), task -> thread(task).start());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "fake-qemu");
        thread.setDaemon(true);
        return thread;
    }

    public static FakeQemu play(Path folder, Part part) throws IOException {
        Path socket = folder.resolve("qemu.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            SocketChannel near = SocketChannel.open(server.getLocalAddress());
            return new FakeQemu(folder, near, server.accept(), part);
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private void run(Part part) {
        try (far) {
            part.play(this);
        } catch (Exception e) {
            throw new AssertionError("the fake QEMU failed: " + e, e);
        }
    }

    /** Return the test's end of the connection. */
    SocketChannel channel() {
        return near;
    }

    public Path log() {
        return folder.resolve("qtest.log");
    }

    public QTestConnection link(Duration limit) throws IOException {
        return link(new QTestTransport(near), limit);
    }

    /**
     * Return a link with replies that are available as soon as commands are sent, so that a short
     * limit does not also apply to the fake's thread.
     */
    QTestConnection answeredLink(Duration limit, String replies) throws IOException {
        QTestTransport answered =
                new QTestTransport(near) {
                    @Override
                    public void write(ByteBuffer bytes, Duration time)
                            throws IOException, TimeoutException {
                        say(replies);
                        super.write(bytes, time);
                    }
                };
        return link(answered, limit);
    }

    private QTestConnection link(QTestTransport wire, Duration limit) throws IOException {
        return new QTestConnection(
                wire,
                new CommandLog(log()),
                (awaited, cause) -> new AssertionError("QEMU died: " + awaited, cause),
                limit);
    }

    public QTestConnection link() throws IOException {
        return link(LONG);
    }

    void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        while (bytes.hasRemaining()) {
            far.write(bytes);
        }
    }

    /** Send each character in a separate packet. */
    public void sayInPieces(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            say(text.substring(i, i + 1));
        }
    }

    /** Read a command without its line end. */
    public String receive() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = commands.read(); b != '\n'; b = commands.read()) {
            if (b < 0) {
                throw new EOFException("hung up after '%s'".formatted(line));
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1);
    }

    public void receive(String expected) throws IOException {
        assertThat(receive()).isEqualTo(expected);
    }

    public void answer(String command, String reply) throws IOException {
        receive(command);
        say(reply);
    }

    /** Wait until the test disconnects, and ignore what it sends. */
    public void awaitHangUp() throws IOException {
        long unused = commands.transferTo(OutputStream.nullOutputStream());
    }

    /** Wait until the test releases the fake, without reading or writing. */
    void awaitRelease() {
        await(released);
    }

    void release() {
        released.complete(null);
    }

    /** Wait until the fake has ended. */
    void awaitEnd() {
        await(played);
    }

    private static void await(CompletableFuture<Void> future) {
        future.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        near.close();
        awaitEnd();
    }
}
