package org.qemu.functional.qtest.qos.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A connection between this program and the network card of a running machine: frames are
 * transferred unchanged, without the frame check sequence.
 *
 * <p>The card is on QEMU's hub 0, {@link #BACKEND}. The connection is a TCP connection to a {@code
 * -netdev socket} on that hub, in which each frame is preceded by its length in 32 bits,
 * big-endian.
 */
public final class PacketSocket implements AutoCloseable {
    /** QEMU's argument for the card's side; the card's {@code netdev} is {@link #NETDEV}. */
    public static final String BACKEND = "hubport,id=card,hubid=0";

    /** The value of the card's {@code netdev}. */
    public static final String NETDEV = "card";

    /** The time limit for a frame. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int LONGEST = 1 << 16;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PacketSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Connect to the hub; call it only once for each machine. */
    public static PacketSocket plug(QTest qtest) {
        int limit = (int) TimeoutScale.scaled(TIMEOUT).toMillis();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(limit);
            String address = "%s:%d".formatted("127.0.0.1", server.getLocalPort());
            qtest.cmd("netdev_add", "type", "socket", "id", "host-socket", "connect", address);
            qtest.cmd(
                    "netdev_add",
                    "type",
                    "hubport",
                    "id",
                    "host",
                    "hubid",
                    0,
                    "netdev",
                    "host-socket");
            Socket socket = server.accept();
            socket.setSoTimeout(limit);
            socket.setTcpNoDelay(true);
            return new PacketSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to the network card", e);
        }
    }

    /** Send a frame to the card. */
    public void send(byte[] frame) {
        try {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot send a frame of %d bytes".formatted(frame.length), e);
        }
    }

    /**
     * Wait for a frame from the card.
     *
     * @throws AssertionError if none comes within {@link #TIMEOUT}
     */
    public byte[] receive() {
        try {
            int length = in.readInt();
            if (length < 0 || length > LONGEST) {
                throw new AssertionError(
                        "the network card sent a frame with invalid length %d".formatted(length));
            }
            byte[] frame = new byte[length];
            in.readFully(frame);
            return frame;
        } catch (IOException e) {
            throw new AssertionError("no frame was received from the network card", e);
        }
    }

    /** Return whether there are no unread frames. */
    public boolean isQuiet() {
        try {
            return in.available() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("the connection to the network card failed", e);
        }
    }

    /** Disconnect. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot disconnect from the network card", e);
        }
    }
}
