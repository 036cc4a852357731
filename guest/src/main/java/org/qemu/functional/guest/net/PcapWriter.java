package org.qemu.functional.guest.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes frames to a file that Wireshark and tcpdump read, in the pcap format with times in
 * nanoseconds (draft-ietf-opsawg-pcap).
 *
 * <p>Gathers records; {@link #flush} writes all of them. Used by one thread.
 */
final class PcapWriter implements AutoCloseable {
    /** Says too in which order the bytes are: ByteBuffer's, the big end first. */
    static final int NANOSECOND_MAGIC = 0xa1b23c4d;

    /** No frame is cut off; this is what tcpdump writes. */
    static final int SNAP_LENGTH = 262144;

    static final int LINKTYPE_ETHERNET = 1;

    private static final int RECORD_HEADER = 16;
    private static final long NANOS = 1_000_000_000;

    private final WritableByteChannel file;
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(1 << 18);

    private PcapWriter(WritableByteChannel file) {
        this.file = file;
    }

    /** Begin a file, replacing one that is there. */
    static PcapWriter create(Path path) throws IOException {
        return to(
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    /** Begin to write, to a channel that blocks; it is closed if that fails, and in the end. */
    static PcapWriter to(WritableByteChannel file) throws IOException {
        PcapWriter writer = new PcapWriter(file);
        // Version 2.4, two reserved words, the longest record, the kind of frames.
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
    void add(long time, Frame frame) throws IOException {
        if (gathered.remaining() < RECORD_HEADER + frame.length()) {
            flush();
        }
        gathered.putInt((int) (time / NANOS)).putInt((int) (time % NANOS));
        gathered.putInt(frame.length()).putInt(frame.length());
        frame.putTo(gathered);
    }

    void flush() throws IOException {
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
