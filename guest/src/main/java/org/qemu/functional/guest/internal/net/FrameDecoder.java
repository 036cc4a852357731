package org.qemu.functional.guest.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.net.Frame;

/**
 * Extract frames from the stream of QEMU's {@code -netdev stream}: each is preceded by its length
 * in four bytes, big endian (net_stream_receive in QEMU's net/stream.c).
 */
final class FrameDecoder {
    /** Large enough to read many small frames at once, and at least one frame of maximum size. */
    private static final int BUFFER = 1 << 17;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).flip();

    /** Thrown for an invalid length. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedException(long length) {
            super(
                    "it announced a frame of %d bytes, but a frame has 1 to %d; check that the peer is a '-netdev stream' of QEMU"
                            .formatted(length, Frame.LONGEST));
        }
    }

    /**
     * Read the available data once; {@link #next} must have returned {@code null} before.
     *
     * @return whether the stream continues
     */
    boolean fill(ReadableByteChannel channel) throws IOException {
        buffer.compact();
        try {
            return channel.read(buffer) >= 0;
        } finally {
            buffer.flip();
        }
    }

    /** Return the bytes of the next complete frame; {@code null} if there is none. */
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
