package org.qemu.functional.gdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Send and receive packets: {@code $data#checksum}, each acknowledged by {@code +} until both sides
 * have agreed to omit acknowledgements.
 *
 * <p>Data are held as one character per byte.
 */
final class PacketLink implements AutoCloseable {
    private static final int ESCAPE = '}';
    private static final int ESCAPE_XOR = 0x20;
    private static final int REPEAT = '*';

    /** The number added to a repeat count to make it a printable character. */
    private static final int REPEAT_BIAS = 29;

    private static final int TRIES = 3;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 14).flip();
    private boolean acknowledges = true;

    PacketLink(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    void stopAcknowledging() {
        acknowledges = false;
    }

    /** Send a packet. */
    void send(String data, Duration timeout) {
        byte[] packet = packet(data);
        for (int i = 0; i < TRIES; i++) {
            write(packet);
            if (!acknowledges || isAcknowledged(timeout)) {
                return;
            }
        }
        throw new GdbException(
                "the stub did not accept '%s', sent %d times".formatted(data, TRIES));
    }

    /** Send a byte outside of a packet: the interrupt character. */
    void sendByte(int b) {
        write(new byte[] {(byte) b});
    }

    private static byte[] packet(String data) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int sum = 0;
        packet.write('$');
        for (byte b : data.getBytes(ISO_8859_1)) {
            boolean special = b == '$' || b == '#' || b == ESCAPE || b == REPEAT;
            if (special) {
                packet.write(ESCAPE);
                sum += ESCAPE;
            }
            int c = special ? b ^ ESCAPE_XOR : b & 0xff;
            packet.write(c);
            sum += c;
        }
        packet.writeBytes("#%02x".formatted(sum & 0xff).getBytes(ISO_8859_1));
        return packet.toByteArray();
    }

    private boolean isAcknowledged(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            int c = next(deadline, "an acknowledgement");
            if (c == '+' || c == '-') {
                return c == '+';
            }
        }
    }

    /**
     * Receive a packet.
     *
     * @param awaited a description of the packet for messages
     */
    String receive(Duration timeout, String awaited) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int i = 0; i < TRIES; i++) {
            while (next(deadline, awaited) != '$') {
                // Skip unexpected acknowledgements.
            }
            StringBuilder raw = new StringBuilder();
            for (int c = next(deadline, awaited); c != '#'; c = next(deadline, awaited)) {
                raw.append((char) c);
            }
            String sum = "" + (char) next(deadline, awaited) + (char) next(deadline, awaited);
            boolean whole = sum.equalsIgnoreCase("%02x".formatted(raw.chars().sum() & 0xff));
            if (acknowledges) {
                sendByte(whole ? '+' : '-');
            }
            if (whole) {
                return expand(raw);
            }
            if (!acknowledges) {
                break;
            }
        }
        throw new GdbException("%s has a wrong checksum".formatted(awaited));
    }

    private static String expand(CharSequence raw) {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == ESCAPE && i + 1 < raw.length()) {
                data.append((char) (raw.charAt(++i) ^ ESCAPE_XOR));
            } else if (c == REPEAT && i + 1 < raw.length() && data.length() > 0) {
                int times = raw.charAt(++i) - REPEAT_BIAS;
                data.append(String.valueOf(data.charAt(data.length() - 1)).repeat(times));
            } else {
                data.append(c);
            }
        }
        return data.toString();
    }

    private int next(long deadline, String awaited) {
        try {
            while (!in.hasRemaining()) {
                int read = channel.read(in.clear());
                in.flip();
                if (read < 0) {
                    throw new GdbException(
                            "the stub closed the connection before " + awaited + " came");
                }
                if (read == 0) {
                    await(deadline, awaited);
                }
            }
            return in.get() & 0xff;
        } catch (IOException e) {
            throw new GdbException("the connection failed before " + awaited + " came", e);
        }
    }

    private void await(long deadline, String awaited) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new GdbException(awaited + " did not come in time");
        }
        selector.select(left);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new GdbException("interrupted while waiting for " + awaited);
        }
    }

    private void write(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new GdbException("the stub closed the connection", e);
        }
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            // Close both, even if one fails.
        } catch (IOException e) {
            throw new GdbException("cannot close the connection", e);
        }
    }
}
