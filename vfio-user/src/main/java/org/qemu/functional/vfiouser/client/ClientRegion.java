package org.qemu.functional.vfiouser.client;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.linux.MappedFile;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.PayloadFields;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;
import org.qemu.functional.vfiouser.wire.region.RegionInfo;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsReply;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsRequest;

/** A region of a device, for a client. Offsets and lengths are in bytes; numbers little-endian. */
public final class ClientRegion {
    private final ClientConnection connection;
    private final long index;

    ClientRegion(ClientConnection connection, long index) {
        this.connection = connection;
        this.index = index;
    }

    /** Ask what the region is. */
    public RegionInfo info() {
        try (Message reply = infoReply()) {
            return RegionInfo.decode(reply.payload());
        }
    }

    /** Ask with as much room as the reply needs. */
    private Message infoReply() {
        Message reply = infoReply(RegionInfo.SIZE);
        try {
            long needed = RegionInfo.decode(reply.payload()).argsz();
            if (needed == RegionInfo.SIZE) {
                return reply;
            }
            reply.close();
            return infoReply(needed);
        } catch (RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private Message infoReply(long room) {
        return connection.call(Command.DEVICE_GET_REGION_INFO, RegionInfo.request(room, index));
    }

    /** Read from the region, in several messages if the server has a limit. */
    public ByteBuffer read(long offset, int length) {
        ByteBuffer data = PayloadFields.allocate(length);
        while (data.hasRemaining()) {
            long at = offset + data.position();
            int piece = (int) Math.min(data.remaining(), connection.server().dataLimit());
            RegionAccess reply =
                    RegionAccess.decode(
                            connection.exchange(
                                    Command.REGION_READ, RegionAccess.of(index, at, piece)));
            if (reply.data().remaining() != piece) {
                throw new UnexpectedMessageException(
                        connection
                                .socket()
                                .log()
                                .explain(
                                        "%d bytes came, %d were asked for"
                                                .formatted(reply.data().remaining(), piece)));
            }
            data.put(reply.data());
        }
        return data.flip();
    }

    /** Write to the region, in several messages if the server has a limit. */
    public void write(long offset, ByteBuffer data) {
        for (RegionAccess access : pieces(offset, data)) {
            connection.exchange(Command.REGION_WRITE, access);
        }
    }

    /** Write to the region, and do not wait until the device has it. */
    public void post(long offset, ByteBuffer data) {
        for (RegionAccess access : pieces(offset, data)) {
            connection.post(Command.REGION_WRITE, access);
        }
    }

    private List<RegionAccess> pieces(long offset, ByteBuffer data) {
        List<RegionAccess> pieces = new ArrayList<>();
        for (int at = 0; at < data.remaining(); ) {
            int piece = (int) Math.min(data.remaining() - at, connection.server().dataLimit());
            ByteBuffer part = data.slice(data.position() + at, piece);
            pieces.add(RegionAccess.of(index, offset + at, part));
            at += piece;
        }
        return pieces;
    }

    /** Read a byte. */
    public int read8(long offset) {
        return Byte.toUnsignedInt(read(offset, Byte.BYTES).get());
    }

    /** Read a number of 16 bits. */
    public int read16(long offset) {
        return Short.toUnsignedInt(read(offset, Short.BYTES).getShort());
    }

    /** Read a number of 32 bits. */
    public int read32(long offset) {
        return read(offset, Integer.BYTES).getInt();
    }

    /** Read a number of 64 bits. */
    public long read64(long offset) {
        return read(offset, Long.BYTES).getLong();
    }

    /** Write a byte. */
    public void write8(long offset, int value) {
        write(offset, PayloadFields.allocate(Byte.BYTES).put(0, (byte) value));
    }

    /** Write a number of 16 bits. */
    public void write16(long offset, int value) {
        write(offset, PayloadFields.allocate(Short.BYTES).putShort(0, (short) value));
    }

    /** Write a number of 32 bits. */
    public void write32(long offset, int value) {
        write(offset, PayloadFields.allocate(Integer.BYTES).putInt(0, value));
    }

    /** Write a number of 64 bits. */
    public void write64(long offset, long value) {
        write(offset, PayloadFields.allocate(Long.BYTES).putLong(0, value));
    }

    /**
     * A mapped part of a region.
     *
     * @param area where it is in the region
     * @param memory its content
     */
    public record MappedArea(MmapArea area, MappedFile memory) {}

    /**
     * Map the parts of the region that the server offers; none if it offers none.
     *
     * @throws UnexpectedMessageException if it offers some but sent no descriptor
     */
    public List<MappedArea> map() {
        try (Message reply = infoReply()) {
            RegionInfo info = RegionInfo.decode(reply.payload());
            if ((info.flags() & RegionInfo.MMAP) == 0) {
                return List.of();
            }
            if (reply.descriptors().isEmpty()) {
                throw new UnexpectedMessageException(
                        connection
                                .socket()
                                .log()
                                .explain(
                                        "region %d can be mapped, but no descriptor came"
                                                .formatted(index)));
            }
            return map(info, reply.descriptors().get(0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map region %d".formatted(index), e);
        }
    }

    private static List<MappedArea> map(RegionInfo info, FileDescriptor file) throws IOException {
        List<MmapArea> areas =
                info.areas().isEmpty() ? List.of(new MmapArea(0, info.length())) : info.areas();
        boolean writable = (info.flags() & RegionInfo.WRITE) != 0;
        List<MappedArea> mapped = new ArrayList<>();
        for (MmapArea area : areas) {
            long start = info.offset() + area.offset();
            mapped.add(new MappedArea(area, MappedFile.map(file, start, area.length(), writable)));
        }
        return mapped;
    }

    /** Ask for the descriptors by which parts of the region can be written without a message. */
    public RegionDescriptors ioDescriptors() {
        long room;
        try (Message reply = ioReply(RegionIoFdsReply.SIZE)) {
            room = RegionIoFdsReply.decode(reply.payload()).argsz();
        }
        Message reply = ioReply(room);
        try {
            return new RegionDescriptors(
                    RegionIoFdsReply.decode(reply.payload()).subRegions(), reply.descriptors());
        } catch (RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private Message ioReply(long room) {
        return connection.call(
                Command.DEVICE_GET_REGION_IO_FDS, new RegionIoFdsRequest(room, 0, index, 0));
    }
}
