package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.qtest.FakeQemu;

@Timeout(60)
class QTestTransportTest {
    private static final Duration LONG = FakeQemu.LONG;
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir Path folder;
    private SocketChannel far;
    private QTestTransport wire;

    @BeforeEach
    void connect() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            wire = new QTestTransport(SocketChannel.open(server.getLocalAddress()));
            far = server.accept();
        }
    }

    @AfterEach
    void close() throws Exception {
        wire.close();
        far.close();
    }

    private void come(String text) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        while (bytes.hasRemaining()) {
            far.write(bytes);
        }
    }

    private String readLine() throws Exception {
        return wire.readLine(LONG).toString();
    }

    @Test
    void joinsWhatComesInSingleBytes() throws Exception {
        for (char character : "OK 0x12".toCharArray()) {
            come(Character.toString(character));
            assertThat(wire.hasLine()).isFalse();
        }
        come("\n");
        assertThat(wire.hasLine()).isTrue();
        assertThat(readLine()).isEqualTo("OK 0x12");
        assertThat(wire.hasLine()).isFalse();
    }

    @Test
    void tellsLinesOfOnePacketApart() throws Exception {
        come("one\n\nthree\nfo");
        assertThat(readLine()).isEqualTo("one");
        assertThat(readLine()).isEmpty();
        assertThat(wire.hasLine()).isTrue();
        assertThat(readLine()).isEqualTo("three");
        assertThat(wire.hasLine()).isFalse();
        come("ur\n");
        assertThat(readLine()).isEqualTo("four");
    }

    @Test
    void readsLinesThatGoRoundTheEndOfTheBuffer() throws Exception {
        // 29 divides no power of two, so that the buffer ends at every position within a line.
        String line = "x".repeat(28);
        int lines = 20_000;
        CompletableFuture<Void> sent = sending((line + "\n").repeat(lines));
        for (int i = 0; i < lines; i++) {
            assertThat(readLine()).isEqualTo(line);
        }
        sent.get(20, TimeUnit.SECONDS);
    }

    @Test
    void readsALineOfManyMegabytes() throws Exception {
        String huge = "OK " + "0123456789abcdef".repeat(1 << 19);
        CompletableFuture<Void> sent = sending("first\n" + huge + "\nnext\n");
        assertThat(readLine()).isEqualTo("first");
        assertThat(readLine()).isEqualTo(huge);
        assertThat(readLine()).isEqualTo("next");
        sent.get(20, TimeUnit.SECONDS);
    }

    @Test
    void keepsBytesBeyondAscii() throws Exception {
        come("\u0000\u0080ÿ\n");
        assertThat(readLine()).isEqualTo("\u0000\u0080ÿ");
    }

    @Test
    void takesInWhatComesWhileItWrites() throws Exception {
        String much = ("x".repeat(99) + "\n").repeat(40_000);
        CompletableFuture<Void> stubborn = sending(much).thenRun(() -> swallow(much.length()));
        wire.write(ByteBuffer.wrap(much.getBytes(ISO_8859_1)), LONG);
        for (int i = 0; i < 40_000; i++) {
            assertThat(wire.readLine(LONG).length()).isEqualTo(99);
        }
        stubborn.get(20, TimeUnit.SECONDS);
    }

    @Test
    void saysWhenNothingComesInTime() throws Exception {
        come("OK 0x");
        assertThatThrownBy(() -> wire.readLine(SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(wire.partial()).isEqualTo("OK 0x");
        come("1\n");
        assertThat(readLine()).isEqualTo("OK 0x1");
        assertThat(wire.partial()).isEmpty();
    }

    @Test
    void saysWhenNothingIsTakenInTime() {
        assertThatThrownBy(() -> wire.write(ByteBuffer.allocate(1 << 22), SHORT))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void waitsForBytes() throws Exception {
        assertThat(wire.awaitBytes(SHORT)).isFalse();
        come("x");
        assertThat(wire.awaitBytes(LONG)).isTrue();
    }

    @Test
    void givesOutWhatCameBeforeTheEnd() throws Exception {
        come("OK 1\nOK");
        far.close();
        assertThat(readLine()).isEqualTo("OK 1");
        assertThatThrownBy(this::readLine).isInstanceOf(EOFException.class);
        assertThat(wire.partial()).isEqualTo("OK");
        assertThatThrownBy(this::readLine).isInstanceOf(EOFException.class);
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> wire.readLine(LONG)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        come("still there\n");
        assertThat(readLine()).isEqualTo("still there");
    }

    @Test
    void closeByAnotherThreadEndsTheWait() throws Exception {
        Thread waiting = Thread.currentThread();
        CompletableFuture<Void> closer =
                CompletableFuture.runAsync(
                        () -> {
                            while (!inSelector(waiting)) {
                                Thread.onSpinWait();
                            }
                            closeWire();
                        });
        assertThatThrownBy(() -> wire.readLine(LONG)).isInstanceOf(ClosedChannelException.class);
        closer.get(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> wire.readLine(LONG)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> wire.awaitBytes(LONG)).isInstanceOf(ClosedChannelException.class);
    }

    private static boolean inSelector(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("wait") && frame.getClassName().contains("EPoll")) {
                return true;
            }
        }
        return false;
    }

    private void closeWire() {
        try {
            wire.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void send(String text) {
        try {
            come(text);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Void> sending(String text) {
        return CompletableFuture.runAsync(() -> send(text));
    }

    private void swallow(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try {
            for (int left = count; left > 0; left -= far.read(bytes.clear())) {
                assertThat(left).isPositive();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
