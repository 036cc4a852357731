package org.qemu.functional.tests.qtest.virtio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;

/**
 * The host's end of what a device is connected to; QEMU gets its turn while the test waits.
 *
 * @param qtest the machine
 * @param socket does not block
 */
record HostEnd(QTest qtest, SocketChannel socket) implements AutoCloseable {
    /** How long {@link #receive} waits. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    static HostEnd of(QTest qtest, SocketChannel socket) {
        try {
            socket.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the socket", e);
        }
        return new HostEnd(qtest, socket);
    }

    /** The other end of a chardev {@code {channel:name}}. */
    static HostEnd ofChannel(QTest qtest, String name) {
        return of(qtest, qtest.vm().channel(name));
    }

    /** Send bytes, all of them. */
    void send(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        boolean sent =
                Poll.until(
                        TIMEOUT,
                        () -> {
                            transfer(() -> socket.write(left));
                            return !left.hasRemaining();
                        });
        if (!sent) {
            throw new AssertionError(
                    "QEMU took %d of %d bytes within %d s"
                            .formatted(left.position(), bytes.length, TIMEOUT.toSeconds()));
        }
    }

    /** Wait for as many bytes. */
    byte[] receive(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        boolean came =
                Poll.until(
                        TIMEOUT,
                        () -> {
                            transfer(() -> socket.read(bytes));
                            return !bytes.hasRemaining();
                        });
        if (!came) {
            throw new AssertionError(
                    "QEMU sent %d of %d bytes within %d s"
                            .formatted(bytes.position(), count, TIMEOUT.toSeconds()));
        }
        return bytes.array();
    }

    private interface Transfer {
        int run() throws IOException;
    }

    private void transfer(Transfer transfer) {
        // A round trip, so that the wait is not this thread's only business.
        qtest.interrupts();
        try {
            if (transfer.run() < 0) {
                throw new AssertionError("QEMU has closed the connection");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the connection to QEMU's back-end failed", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the connection to QEMU's back-end", e);
        }
    }
}
