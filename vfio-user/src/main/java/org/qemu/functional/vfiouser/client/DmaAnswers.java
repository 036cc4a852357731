package org.qemu.functional.vfiouser.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaAccess;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/** Answers the server's reads and writes of the client's memory. */
final class DmaAnswers {
    private final Map<Long, Backed> ranges = new TreeMap<>(Long::compareUnsigned);
    private final long limit;

    /**
     * Create answers for no memory yet.
     *
     * @param limit the largest access, in bytes
     */
    DmaAnswers(long limit) {
        this.limit = limit;
    }

    private record Backed(DmaMap range, DmaBackend backend) {
        boolean contains(DmaAccess access) {
            long offset = access.address() - range.address();
            return Long.compareUnsigned(offset, range.length()) < 0
                    && access.count() <= range.length() - offset;
        }

        boolean allows(boolean write) {
            return (range.flags() & (write ? DmaMap.WRITE : DmaMap.READ)) != 0;
        }
    }

    synchronized void add(DmaMap range, DmaBackend backend) {
        ranges.put(range.address(), new Backed(range, backend));
    }

    synchronized void remove(long address) {
        ranges.remove(address);
    }

    synchronized void clear() {
        ranges.clear();
    }

    /** Answer a command of the server with data or an error. */
    void answer(Message message, MessageSocket socket) {
        MessageHeader header = message.header();
        Payload reply;
        try {
            reply = access(message);
        } catch (IOException | MalformedPayloadException e) {
            Errno errno = e instanceof MalformedPayloadException bad ? bad.errno() : Errno.EIO;
            socket.log().note("%s is refused: %s".formatted(header, e.getMessage()));
            socket.send(header.errorReply(errno.number()), Payload.EMPTY);
            return;
        }
        if (header.wantsReply()) {
            socket.send(header.reply(reply.size()), reply);
        }
    }

    private Payload access(Message message) throws IOException {
        Command command = Command.of(message.header().command()).orElse(null);
        if (command != Command.DMA_READ && command != Command.DMA_WRITE) {
            throw new MalformedPayloadException("a client does not know this command");
        }
        boolean write = command == Command.DMA_WRITE;
        DmaAccess access = DmaAccess.decode(message.payload());
        if (access.count() <= 0 || access.count() > limit) {
            throw new MalformedPayloadException(
                    "an access of %s bytes is not possible; the limit is %d"
                            .formatted(Long.toUnsignedString(access.count()), limit));
        }
        if (write && access.data().remaining() != access.count()) {
            throw new MalformedPayloadException(
                    "a write of %d bytes comes with %d"
                            .formatted(access.count(), access.data().remaining()));
        }
        Backed backed = find(access, write);
        long offset = access.address() - backed.range().address();
        if (write) {
            backed.backend().write(offset, access.data());
            return DmaAccess.of(access.address(), access.count());
        }
        ByteBuffer data = PayloadFields.allocate((int) access.count());
        backed.backend().read(offset, data);
        return DmaAccess.of(access.address(), data.flip());
    }

    private synchronized Backed find(DmaAccess access, boolean write) {
        for (Backed backed : ranges.values()) {
            if (backed.contains(access)) {
                if (backed.allows(write)) {
                    return backed;
                }
                throw new MalformedPayloadException(
                        Errno.EACCES, "the range does not allow that: " + backed.range());
            }
        }
        throw new MalformedPayloadException(
                Errno.EFAULT,
                "%d bytes at %s are not mapped"
                        .formatted(access.count(), PayloadFields.hex(access.address())));
    }
}
