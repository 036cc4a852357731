package org.qemu.functional.guest.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.qemu.functional.guest.net.Frame;

/**
 * Write frames to a file for Wireshark and tcpdump, in the pcap format with nanosecond timestamps
 * (draft-ietf-opsawg-pcap).
 *
 * <p>Records are buffered; {@link #flush} writes all of them. Not thread-safe.
 */
public final class PcapWriter implements AutoCloseable {
    /** Also determines the byte order: big endian, as in a ByteBuffer. */
    static final int NANOSECOND_MAGIC = 0xa1b23c4d;

    /** Frames are not truncated; this is the value that tcpdump writes. */
    static final int SNAP_LENGTH = 262144;

    static final int LINKTYPE_ETHERNET = 1;

    private static final int RECORD_HEADER = 16;
    private static final long NANOS = 1_000_000_000;

    private final WritableByteChannel file;
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(1 << 18);

    private PcapWriter(WritableByteChannel file) {
        this.file = file;
    }

    /** Create a file, replacing an existing one. */
    public static PcapWriter create(Path path) throws IOException {
        return to(
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    /**
     * Start to write to a blocking channel, which is closed if that fails, and by {@link #close}.
     */
    public static PcapWriter to(WritableByteChannel file) throws IOException {
        PcapWriter writer = new PcapWriter(file);
        // Version 2.4, two reserved words, the maximum record length, the link type.
        writer.gathered.putInt(NANOSECOND_MAGIC).putShort((short) 2).putShort((short) 4);
        writer.gathered.putInt(0).putInt(0).putInt(SNAP_LENGTH).putInt(LINKTYPE_ETHERNET);
        try {
            writer.flush();
            return writer;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Add a frame.
     *
     * @param time since 1970, in nanoseconds
     */
    public void add(long time, Frame frame) throws IOException {
        if (gathered.remaining() < RECORD_HEADER + frame.length()) {
            flush();
        }
        gathered.putInt((int) (time / NANOS)).putInt((int) (time % NANOS));
        gathered.putInt(frame.length()).putInt(frame.length());
        frame.putTo(gathered);
    }

    public void flush() throws IOException {
        gathered.flip();
        try {
            while (gathered.hasRemaining()) {
                file.write(gathered);
            }
        } finally {
            gathered.clear();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            flush();
        } finally {
            file.close();
        }
    }
}
