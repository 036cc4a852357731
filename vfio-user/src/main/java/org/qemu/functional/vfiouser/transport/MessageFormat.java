package org.qemu.functional.vfiouser.transport;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DeviceInfo;
import org.qemu.functional.vfiouser.wire.DmaAccess;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.IrqInfo;
import org.qemu.functional.vfiouser.wire.IrqSet;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.MigrationData;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;
import org.qemu.functional.vfiouser.wire.region.RegionInfo;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsReply;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsRequest;
import org.qemu.functional.vfiouser.wire.region.RegionWrites;

/** Formats messages for people: decoded, and in hex. */
final class MessageFormat {
    private static final int BYTES_PER_LINE = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private MessageFormat() {}

    /** Return a message in one line. */
    static String line(MessageHeader header, ByteBuffer payload, int descriptors) {
        String line = header.toString();
        if (descriptors > 0) {
            line += ", %d descriptor%s".formatted(descriptors, descriptors == 1 ? "" : "s");
        }
        return payload.hasRemaining() ? line + ": " + decoded(header, payload) : line;
    }

    private static String decoded(MessageHeader header, ByteBuffer payload) {
        Optional<Command> command = Command.of(header.command());
        if (command.isEmpty()) {
            return "a payload of %d bytes".formatted(payload.remaining());
        }
        boolean cut = payload.remaining() < header.payloadSize();
        try {
            return payloadOf(command.get(), header.isReply(), payload)
                    + (cut
                            ? " (decoded from the first %d bytes)".formatted(payload.remaining())
                            : "");
        } catch (MalformedPayloadException e) {
            return cut
                    ? "a payload of %d bytes".formatted(header.payloadSize())
                    : "malformed: " + e.getMessage();
        }
    }

    private static Object payloadOf(Command command, boolean reply, ByteBuffer payload) {
        return switch (command) {
            case VERSION -> VersionMessage.decode(payload);
            case DMA_MAP -> DmaMap.decode(payload);
            case DMA_UNMAP -> DmaUnmap.decode(payload);
            case DEVICE_GET_INFO -> DeviceInfo.decode(payload);
            case DEVICE_GET_REGION_INFO -> RegionInfo.decode(payload);
            case DEVICE_GET_REGION_IO_FDS ->
                    reply ? RegionIoFdsReply.decode(payload) : RegionIoFdsRequest.decode(payload);
            case DEVICE_GET_IRQ_INFO -> IrqInfo.decode(payload);
            case DEVICE_SET_IRQS -> IrqSet.decode(payload);
            case REGION_READ, REGION_WRITE -> RegionAccess.decode(payload);
            case DMA_READ, DMA_WRITE -> DmaAccess.decode(payload);
            case DEVICE_RESET -> "an unexpected payload of %d bytes".formatted(payload.remaining());
            case REGION_WRITE_MULTI -> RegionWrites.decode(payload);
            case DEVICE_FEATURE -> DeviceFeature.decode(payload);
            case MIG_DATA_READ, MIG_DATA_WRITE -> MigrationData.decode(payload);
        };
    }

    /** Return bytes in hex, 16 a line, each line with its offset and an indent. */
    static String hex(byte[] bytes, String indent) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
            int end = Math.min(bytes.length, at + BYTES_PER_LINE);
            text.append(indent)
                    .append("%04x  ".formatted(at))
                    .append(HEX.formatHex(bytes, at, end))
                    .append('\n');
        }
        return text.toString();
    }
}
