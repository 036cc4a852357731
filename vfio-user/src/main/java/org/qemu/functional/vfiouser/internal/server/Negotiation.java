package org.qemu.functional.vfiouser.internal.server;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.transport.MalformedMessageException;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Capabilities.Migration;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Agrees with a new client on the version and on limits: the first message of a connection. */
final class Negotiation {
    private final DeviceModel model;
    private final MessageLimits limits;

    Negotiation(DeviceModel model, MessageLimits limits) {
        this.model = model;
        this.limits = limits;
    }

    /**
     * Negotiate with a client.
     *
     * @param timeout the longest wait for the client's first message
     * @throws DeviceException EINVAL if the client's offer is refused; it was told
     */
    AttachedClient with(MessageSocket socket, Duration timeout) {
        try (Message message = receive(socket, timeout)) {
            MessageHeader header = message.header();
            Capabilities offer;
            int minor;
            try {
                offer = check(message);
                minor = minor(message);
            } catch (DeviceException e) {
                refuse(socket, header, e.errno());
                throw e;
            } catch (MalformedPayloadException e) {
                refuse(socket, header, e.errno().number());
                throw new DeviceException(e.errno(), e.getMessage());
            }
            TwinSocket asked = offer.twinSocket();
            MessageSocket twin = null;
            if (asked != null && asked.supported() && offer.descriptorLimit() > 0) {
                twin = replyWithTwin(socket, header, minor);
            } else {
                reply(socket, header, minor, answer());
            }
            return new AttachedClient(socket, twin, offer.dataLimit(), dataLimit(), timeout);
        }
    }

    private static Message receive(MessageSocket socket, Duration timeout) {
        try {
            return socket.receive(timeout);
        } catch (MalformedMessageException e) {
            refuse(socket, e.header(), Errno.EINVAL.number());
            throw DeviceErrors.invalid(e.getMessage());
        }
    }

    private Capabilities check(Message message) {
        MessageHeader header = message.header();
        if (header.command() != Command.VERSION.code() || !header.isCommand()) {
            throw DeviceErrors.invalid("%s: the first message must be VERSION".formatted(header));
        }
        if (!message.descriptors().isEmpty()) {
            throw DeviceErrors.invalid("%s: no descriptors may come with it".formatted(message));
        }
        VersionMessage version = VersionMessage.decode(message.payload());
        if (version.major() != VersionMessage.MAJOR) {
            throw DeviceErrors.invalid(
                    "Major version %d is not %d".formatted(version.major(), VersionMessage.MAJOR));
        }
        Capabilities offer = version.capabilities();
        if (offer.dataLimit() == 0) {
            throw DeviceErrors.invalid("A client that accepts no data cannot be served");
        }
        Migration migration = offer.migration();
        Long pageSize = migration == null ? null : migration.pageSize();
        if (model.migrationHandler() != null
                && pageSize != null
                && pageSize != Descriptors.pageSize()) {
            throw DeviceErrors.invalid(
                    "Pages of %d bytes are not possible, only of %d"
                            .formatted(pageSize, Descriptors.pageSize()));
        }
        return offer;
    }

    /** Return the minor version to speak: QEMU refuses one that is newer than its own. */
    private static int minor(Message message) {
        return Math.min(VersionMessage.decode(message.payload()).minor(), VersionMessage.MINOR);
    }

    private Capabilities answer() {
        Capabilities answer =
                Capabilities.of(limits.descriptors(), dataLimit()).withWriteMultiple(true);
        return model.migrationHandler() == null
                ? answer
                : answer.with(new Migration((long) Descriptors.pageSize(), null));
    }

    private MessageSocket replyWithTwin(MessageSocket socket, MessageHeader header, int minor) {
        try {
            List<FileDescriptor> ends = Descriptors.socketPair();
            try {
                reply(socket, header, minor, answer().with(new TwinSocket(true, 0)), ends.get(1));
            } catch (VfioUserException e) {
                Descriptors.close(ends.get(0));
                throw e;
            } finally {
                Descriptors.close(ends.get(1));
            }
            return MessageSocket.of(ends.get(0), limits, socket.log());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the twin socket", e);
        }
    }

    private static void reply(
            MessageSocket socket,
            MessageHeader header,
            int minor,
            Capabilities answer,
            FileDescriptor... descriptors) {
        Payload payload = new VersionMessage(VersionMessage.MAJOR, minor, answer.toJson());
        socket.send(header.reply(payload.size()), payload, descriptors);
    }

    private static void refuse(MessageSocket socket, MessageHeader header, int errno) {
        socket.send(header.errorReply(errno), Payload.EMPTY);
    }

    private int dataLimit() {
        // A message has at most two headers before its data: its own and that of an access.
        return limits.messageSize() - 2 * MessageHeader.SIZE;
    }
}
