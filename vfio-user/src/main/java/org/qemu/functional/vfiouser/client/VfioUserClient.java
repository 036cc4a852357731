package org.qemu.functional.vfiouser.client;

import java.io.FileDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DeviceInfo;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionWrite;
import org.qemu.functional.vfiouser.wire.region.RegionWrites;

/**
 * A client of a device: it does what a virtual machine does.
 *
 * <pre>{@code
 * try (VfioUserClient client = VfioUserClient.open(path)) {
 *     ClientRegion bar = client.region(PciRegion.BAR0);
 *     bar.write32(0, 1);
 *     try (Eventfd interrupt = client.interrupts().connect(PciIrq.MSIX, 0)) {
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>All methods throw an {@link ErrorReplyException} if the server refuses the command, a {@link
 * org.qemu.functional.vfiouser.transport.MessageTimeoutException} if it does not reply in time, and
 * a {@link org.qemu.functional.vfiouser.transport.ConnectionClosedException} if the connection
 * ends. Commands that the server sends are answered while the client waits for a reply, and by
 * {@link #serve}.
 */
public final class VfioUserClient implements AutoCloseable {
    private final ClientConnection connection;
    private final ClientMemory memory;
    private final ClientInterrupts interrupts;
    private final ClientMigration migration;

    private VfioUserClient(ClientConnection connection) {
        this.connection = connection;
        memory = new ClientMemory(connection);
        interrupts = new ClientInterrupts(connection);
        migration = new ClientMigration(connection);
    }

    /** Connect to a server and negotiate. */
    public static VfioUserClient open(Path path) {
        return open(path, ClientOptions.create());
    }

    /** Connect to a server and negotiate. */
    public static VfioUserClient open(Path path, ClientOptions options) {
        VfioUserClient client = connect(path, options);
        try {
            client.negotiate();
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Connect to a server, and send nothing yet. */
    public static VfioUserClient connect(Path path, ClientOptions options) {
        return of(MessageSocket.connect(path, options.limits(), options.log()), options);
    }

    /** Take over a connected socket. */
    public static VfioUserClient of(MessageSocket socket, ClientOptions options) {
        return new VfioUserClient(new ClientConnection(socket, options));
    }

    /**
     * Exchange versions and capabilities with the server; to be called first.
     *
     * @return the capabilities of the server
     */
    public Capabilities negotiate() {
        VersionMessage version = VersionMessage.of(connection.options().capabilities());
        try (Message reply = connection.call(Command.VERSION, version)) {
            VersionMessage answer = VersionMessage.decode(reply.payload());
            if (answer.major() != VersionMessage.MAJOR) {
                throw new UnexpectedMessageException(
                        log().explain(
                                        "the server has version %d.%d; this client has %d.%d"
                                                .formatted(
                                                        answer.major(),
                                                        answer.minor(),
                                                        VersionMessage.MAJOR,
                                                        VersionMessage.MINOR)));
            }
            Capabilities server = answer.capabilities();
            connection.negotiated(server, twinSocket(server.twinSocket(), reply));
            return server;
        }
    }

    private @Nullable MessageSocket twinSocket(@Nullable TwinSocket offered, Message reply) {
        if (offered == null || !offered.supported() || offered.descriptorIndex() == null) {
            return null;
        }
        int index = offered.descriptorIndex();
        if (index >= reply.descriptors().size()) {
            throw new UnexpectedMessageException(
                    log().explain(
                                    "the twin socket is descriptor %d, but %d came"
                                            .formatted(index, reply.descriptors().size())));
        }
        FileDescriptor socket = reply.descriptors().take(index);
        return MessageSocket.of(socket, connection.options().limits(), log());
    }

    /** Return what the server said that it can do. */
    public Capabilities serverCapabilities() {
        return connection.server();
    }

    /** Return the log of the messages. */
    public MessageLog log() {
        return connection.options().log();
    }

    /** Ask what the device is. */
    public DeviceInfo deviceInfo() {
        return DeviceInfo.decode(
                connection.exchange(Command.DEVICE_GET_INFO, DeviceInfo.request(DeviceInfo.SIZE)));
    }

    /** Return a region of the device; nothing is sent. */
    public ClientRegion region(PciRegion region) {
        return region(region.index());
    }

    /** Return a region by its number; nothing is sent. */
    public ClientRegion region(long index) {
        return new ClientRegion(connection, index);
    }

    /** Return the interrupts of the device. */
    public ClientInterrupts interrupts() {
        return interrupts;
    }

    /** Return the memory that the device may access. */
    public ClientMemory memory() {
        return memory;
    }

    /** Return the migration of the device. */
    public ClientMigration migration() {
        return migration;
    }

    /**
     * Carry out several writes in order, as few messages as possible. The server must have {@link
     * Capabilities#writeMultiple}.
     *
     * @throws IllegalStateException if it has not
     */
    public void writeAll(List<RegionWrite> writes) {
        if (!Boolean.TRUE.equals(connection.server().writeMultiple())) {
            throw new IllegalStateException(
                    "the server does not accept several writes in a message; write them one by one");
        }
        for (int from = 0; from < writes.size(); from += RegionWrites.MAX) {
            int to = Math.min(writes.size(), from + RegionWrites.MAX);
            connection.exchange(
                    Command.REGION_WRITE_MULTI, new RegionWrites(writes.subList(from, to)));
        }
    }

    /** Reset the device. */
    public void reset() {
        connection.exchange(Command.DEVICE_RESET, Payload.EMPTY);
    }

    /**
     * Send any command, and return its reply; the caller closes it.
     *
     * @param descriptors remain with the caller
     */
    public Message call(Command command, Payload payload, FileDescriptor... descriptors) {
        return connection.call(command, payload, descriptors);
    }

    /** Send any command, and return its id for {@link #await}. */
    public int send(Command command, Payload payload, FileDescriptor... descriptors) {
        return connection.send(command, payload, descriptors);
    }

    /** Wait for the reply to a command that was sent, and return it; the caller closes it. */
    public Message await(int id) {
        return connection.await(id);
    }

    /**
     * Answer reads and writes of memory that the server sends, until none comes for some time.
     *
     * @return how many came
     */
    public int serve(Duration timeout) {
        return connection.serve(timeout);
    }

    /** Return the socket, to send what is no command. */
    public MessageSocket socket() {
        return connection.socket();
    }

    @Override
    public void close() {
        connection.close();
    }
}
