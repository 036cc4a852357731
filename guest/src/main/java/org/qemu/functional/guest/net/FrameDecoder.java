package org.qemu.functional.guest.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames out of the stream of QEMU's {@code -netdev stream}: before each, its length in four
 * bytes, the big end first (net_stream_receive in QEMU's net/stream.c).
 */
final class FrameDecoder {
    /** Holds many small frames, so that one read gets them all, and a longest one for certain. */
    private static final int BUFFER = 1 << 17;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).flip();

    /** Thrown at a length that no frame has. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedException(long length) {
            super(
                    "it announced a frame of %d bytes, and a frame has 1 to %d; is it a '-netdev stream' of QEMU?"
                            .formatted(length, Frame.LONGEST));
        }
    }

    /**
     * Read what there is, once; {@link #next} must have returned {@code null} before.
     *
     * @return whether the stream goes on
     */
    boolean fill(ReadableByteChannel channel) throws IOException {
        buffer.compact();
        try {
            return channel.read(buffer) >= 0;
        } finally {
            buffer.flip();
        }
    }

    /** Return the bytes of the next frame that is here as a whole; {@code null} if none is. */
    byte @Nullable [] next() throws MalformedException {
        if (buffer.remaining() < Integer.BYTES) {
            return null;
        }
        int length = buffer.getInt(buffer.position());
        if (length < 1 || length > Frame.LONGEST) {
            throw new MalformedException(Integer.toUnsignedLong(length));
        }
        if (buffer.remaining() < Integer.BYTES + length) {
            return null;
        }
        byte[] bytes = new byte[length];
        buffer.getInt();
        buffer.get(bytes);
        return bytes;
    }
}
