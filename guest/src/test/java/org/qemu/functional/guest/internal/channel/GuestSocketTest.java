package org.qemu.functional.guest.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.channel.SocketEnds;

/** Tests how reading from and writing to a guest ends. */
class GuestSocketTest {
    private static final long NEVER = System.nanoTime() + (1L << 60);

    /** More than the buffers of the kernel hold. */
    private static final int MUCH = 64 << 20;

    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private SocketEnds ends;
    private GuestSocket socket;

    @BeforeEach
    void open() throws IOException {
        ends = SocketEnds.open();
        socket = new GuestSocket(ends.host());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        ends.guest().close();
    }

    /** Write more than the guest reads, on another thread. */
    private CompletableFuture<Void> write(ByteBuffer bytes, long deadline) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.write(bytes, deadline, cancelled);
                    } catch (IOException | GuestSocket.NotWrittenException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    private static void isNotWritten(CompletableFuture<Void> writing, boolean partly) {
        assertThatThrownBy(writing::join)
                .hasCauseInstanceOf(GuestSocket.NotWrittenException.class)
                .satisfies(
                        e ->
                                assertThat(
                                                ((GuestSocket.NotWrittenException) e.getCause())
                                                        .isPartly())
                                        .isEqualTo(partly));
    }

    @Test
    void writesWhatTheGuestTakesLate() throws Exception {
        CompletableFuture<Void> writing = write(ByteBuffer.allocate(MUCH), NEVER);
        ByteBuffer target = ByteBuffer.allocate(MUCH);
        while (target.hasRemaining()) {
            assertThat(ends.guest().read(target)).isPositive();
        }
        writing.join();
    }

    @Test
    void writerEndsWhenItsOperationDoes() {
        CompletableFuture<Void> writing = write(ByteBuffer.allocate(MUCH), NEVER);
        cancelled.complete(null);
        isNotWritten(writing, true);
    }

    @Test
    void writerEndsWhenItIsInterrupted() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread writer =
                new Thread(
                        () -> {
                            try {
                                socket.write(ByteBuffer.allocate(MUCH), NEVER, cancelled);
                            } catch (IOException | GuestSocket.NotWrittenException e) {
                                ended.complete(e);
                            }
                        });
        writer.start();
        writer.interrupt();
        assertThat(ended.get()).isInstanceOf(GuestSocket.NotWrittenException.class);
        assertThat(ends.host().isOpen()).isTrue();
    }

    @Test
    void writerEndsAtItsDeadline() {
        isNotWritten(write(ByteBuffer.allocate(MUCH), System.nanoTime()), true);
    }

    @Test
    void closeEndsWhoReadsAndWhoWrites() throws Exception {
        CompletableFuture<Void> writing = write(ByteBuffer.allocate(MUCH), NEVER);
        CompletableFuture<Integer> reading =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return socket.read(ByteBuffer.allocate(1));
                            } catch (IOException e) {
                                throw new CompletionException(e);
                            }
                        });
        socket.close();
        assertThatThrownBy(writing::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(reading::join).hasCauseInstanceOf(IOException.class);
        assertThat(socket.closed()).isDone();
    }
}
