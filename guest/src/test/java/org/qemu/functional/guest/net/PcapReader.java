package org.qemu.functional.guest.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads a capture according to the description of the format, independently of the writer. */
final class PcapReader {
    private PcapReader() {}

    record Packet(Instant time, Frame frame) {}

    static List<Packet> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.getInt() != 0xA1B23C4D) {
            throw new IOException("not a capture with nanoseconds");
        }
        if (bytes.getShort() != 2 || bytes.getShort() != 4) {
            throw new IOException("not version 2.4");
        }
        bytes.getLong();
        int longest = bytes.getInt();
        if (bytes.getInt() != 1) {
            throw new IOException("not an Ethernet capture");
        }
        List<Packet> packets = new ArrayList<>();
        while (bytes.hasRemaining()) {
            Instant time =
                    Instant.ofEpochSecond(
                            Integer.toUnsignedLong(bytes.getInt()),
                            Integer.toUnsignedLong(bytes.getInt()));
            int captured = bytes.getInt();
            if (captured > longest || bytes.getInt() != captured) {
                throw new IOException("a truncated frame");
            }
            byte[] frame = new byte[captured];
            bytes.get(frame);
            packets.add(new Packet(time, Frame.of(frame)));
        }
        return packets;
    }
}
