package org.qemu.functional.tests.qtest.virtio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.qemu.functional.qtest.Poll;
import org.qemu.functional.qtest.QTest;

/**
 * The host's end of a device's connection; QEMU can run while the test waits.
 *
 * @param qtest the machine
 * @param socket a non-blocking socket
 */
record HostSocket(QTest qtest, SocketChannel socket) implements AutoCloseable {
    /** The time limit of {@link #receive}. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    static HostSocket of(QTest qtest, SocketChannel socket) {
        try {
            socket.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the socket", e);
        }
        return new HostSocket(qtest, socket);
    }

    /** Connect to a chardev {@code {channel:name}}. */
    static HostSocket ofChannel(QTest qtest, String name) {
        return of(qtest, qtest.vm().channel(name));
    }

    /** Send all bytes. */
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

    /** Wait for the given number of bytes. */
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
        // Make a round trip to QEMU, so that it can run.
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
