package org.qemu.functional.report.internal.capture;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads captures in the formats pcap and pcapng (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng)
 * of Ethernet, one packet at a time. A capture may end in the middle of a packet.
 */
public final class CaptureReader {
    /** The number of packets of which a report has a line. */
    static final int SHOWN = 1000;

    private static final int LARGEST = 1 << 20;
    private static final int ETHERNET = 1;
    private static final int PCAPNG = 0x0A0D0D0A;
    private static final int PCAPNG_ORDER = 0x1A2B3C4D;
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;

    private final DataInputStream in;
    private final List<PacketRow> rows = new ArrayList<>();
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private long packets;
    private long bytes;

    private CaptureReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Read a file.
     *
     * @throws IOException if it cannot be read, or has another format
     */
    public static CaptureSummary read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            CaptureReader reader = new CaptureReader(in);
            try {
                reader.read();
            } catch (EOFException e) {
                // The program was killed while it wrote; what is complete counts.
                return reader.summary();
            }
            return reader.summary();
        }
    }

    private CaptureSummary summary() {
        return new CaptureSummary(packets, bytes, List.copyOf(rows));
    }

    private void read() throws IOException {
        int magic = in.readInt();
        if (magic == PCAPNG) {
            readBlocks();
            return;
        }
        boolean swapped =
                magic == Integer.reverseBytes(MICROSECONDS)
                        || magic == Integer.reverseBytes(NANOSECONDS);
        int plain = swapped ? Integer.reverseBytes(magic) : magic;
        if (plain != MICROSECONDS && plain != NANOSECONDS) {
            throw new IOException("it is neither pcap nor pcapng");
        }
        order = swapped ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        double unit = plain == NANOSECONDS ? 1e9 : 1e6;
        in.skipNBytes(16);
        boolean ethernet = (number() & 0xFFFF) == ETHERNET;
        while (true) {
            long seconds = Integer.toUnsignedLong(number());
            double t = seconds + Integer.toUnsignedLong(number()) / unit;
            int captured = number();
            int wire = number();
            add(t, wire, bytes(captured), ethernet);
        }
    }

    private void readBlocks() throws IOException {
        List<PcapngInterface> interfaces = new ArrayList<>();
        int type = PCAPNG;
        while (true) {
            if (type == PCAPNG) {
                int length = in.readInt();
                order =
                        in.readInt() == PCAPNG_ORDER
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN;
                int whole = order == ByteOrder.BIG_ENDIAN ? length : Integer.reverseBytes(length);
                bytes(whole - 16);
                in.skipNBytes(4);
                interfaces.clear();
            } else {
                byte[] body = bytes(number() - 12);
                in.skipNBytes(4);
                block(type, ByteBuffer.wrap(body).order(order), interfaces);
            }
            type = number();
        }
    }

    private void block(int type, ByteBuffer body, List<PcapngInterface> interfaces) {
        if (type == 1 && body.remaining() >= 8) {
            interfaces.add(PcapngInterface.of(body));
        } else if (type == 6 && body.remaining() >= 20) {
            int id = body.getInt();
            long high = Integer.toUnsignedLong(body.getInt());
            long low = Integer.toUnsignedLong(body.getInt());
            int captured = body.getInt();
            int wire = body.getInt();
            if (captured < 0 || captured > body.remaining()) {
                return;
            }
            byte[] frame = new byte[captured];
            body.get(frame);
            PcapngInterface from =
                    id >= 0 && id < interfaces.size()
                            ? interfaces.get(id)
                            : PcapngInterface.DEFAULT;
            add(
                    (high << 32 | low) / from.unitsPerSecond(),
                    wire,
                    frame,
                    from.linkType() == ETHERNET);
        }
    }

    private void add(double t, int wire, byte[] frame, boolean ethernet) {
        packets++;
        int length = Math.max(wire, frame.length);
        bytes += length;
        if (rows.size() < SHOWN) {
            rows.add(
                    ethernet
                            ? PacketText.of(t, length, frame)
                            : new PacketRow(t, "", "", "unknown", length, "no Ethernet"));
        }
    }

    private int number() throws IOException {
        int value = in.readInt();
        return order == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private byte[] bytes(int length) throws IOException {
        if (length < 0 || length > LARGEST) {
            throw new EOFException("a damaged packet ends the capture");
        }
        byte[] read = new byte[length];
        in.readFully(read);
        return read;
    }
}
