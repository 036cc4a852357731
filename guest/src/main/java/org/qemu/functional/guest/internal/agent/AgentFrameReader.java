package org.qemu.functional.guest.internal.agent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.HexFormat;

/** Split the data from a guest into frames, and resynchronize after noise. */
public final class AgentFrameReader {
    static final byte[] MAGIC = {0, (byte) 0xff, 'Q', 'F', 'G', 'A', '1', '\n'};

    private static final int QUOTED = 16;

    private final ReadableByteChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 18).flip();

    AgentFrameReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Return the start of a session, which occurs in no text. */
    public static byte[] magic() {
        return MAGIC.clone();
    }

    /**
     * Read the next frame, skipping the start of a session.
     *
     * @throws NoiseException if the data is not a frame; call {@link #findSession} to continue
     * @throws EOFException if the other end has closed
     */
    AgentFrame read() throws IOException {
        while (true) {
            require(Integer.BYTES);
            int length = buffer.getInt(buffer.position());
            if (length == ByteBuffer.wrap(MAGIC).getInt()) {
                require(MAGIC.length);
                if (!startsWithMagic()) {
                    throw noise();
                }
                buffer.position(buffer.position() + MAGIC.length);
                continue;
            }
            if (length < AgentFrame.HEADER - Integer.BYTES || length > AgentFrame.LONGEST) {
                throw noise();
            }
            require(Integer.BYTES + length);
            buffer.getInt();
            char type = (char) buffer.get();
            int id = buffer.getInt();
            byte[] payload = new byte[length - (AgentFrame.HEADER - Integer.BYTES)];
            buffer.get(payload);
            return new AgentFrame(type, id, payload);
        }
    }

    /** Discard everything before the next start of a session. */
    void findSession() throws IOException {
        while (true) {
            require(MAGIC.length);
            if (startsWithMagic()) {
                return;
            }
            buffer.get();
        }
    }

    private boolean startsWithMagic() {
        return Arrays.equals(
                buffer.array(),
                buffer.position(),
                buffer.position() + MAGIC.length,
                MAGIC,
                0,
                MAGIC.length);
    }

    private NoiseException noise() {
        byte[] start =
                Arrays.copyOfRange(
                        buffer.array(),
                        buffer.position(),
                        Math.min(buffer.limit(), buffer.position() + QUOTED));
        return new NoiseException(
                "the channel to the guest delivered noise instead of a message: "
                        + HexFormat.ofDelimiter(" ").formatHex(start));
    }

    private void require(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            if (buffer.capacity() < bytes) {
                buffer = ByteBuffer.allocate(2 * bytes).put(buffer);
            } else {
                buffer.compact();
            }
            try {
                fill(buffer);
            } finally {
                buffer.flip();
            }
        }
    }

    private void fill(ByteBuffer target) throws IOException {
        if (channel.read(target) < 0) {
            throw new EOFException("the guest's end of the channel is closed");
        }
    }

    /** Thrown when the data is not a message. */
    static final class NoiseException extends IOException {
        private static final long serialVersionUID = 1;

        NoiseException(String message) {
            super(message);
        }
    }
}
