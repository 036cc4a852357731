package org.qemu.functional.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.client.DmaBackend;
import org.qemu.functional.vfiouser.client.ErrorReplyException;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.ConnectionClosedException;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.VfioUserException;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/** A client that violates the protocol loses its connection, and the next client is served. */
class HostileClientTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final VfioUserDevice device =
            VfioUserDevice.builder(0x1234, 0x5678)
                    .bar(
                            0,
                            DeviceRegion.memory(
                                    4096,
                                    RegionHandler.registers(
                                            (offset, size) -> 42, (offset, size, value) -> {})))
                    .build();

    @TempDir private Path folder;
    private VfioUserServer server;

    @BeforeEach
    void serve() {
        server = listen(ServerFixture.PATIENCE);
    }

    private VfioUserServer listen(Duration timeout) {
        VfioUserServer listening =
                VfioUserServer.listen(
                        folder.resolve("socket" + timeout.toMillis()),
                        device,
                        MessageLog.ofLastMessages(),
                        timeout);
        listening.serve();
        return listening;
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void losesConnectionAfterGarbage() {
        byte[] garbage = new byte[4096];
        Arrays.fill(garbage, (byte) 0xa5);

        isLost(socket -> socket.sendBytes(ByteBuffer.wrap(garbage)));
    }

    @Test
    void losesConnectionAfterSizeThatIsNotPossible() {
        for (long size : new long[] {0, 15, (1 << 20) + 33, 0xffff_ffffL}) {
            isLost(
                    socket -> {
                        negotiate(socket);
                        socket.send(
                                new MessageHeader(7, Command.REGION_WRITE.code(), size, 0, 0),
                                Payload.EMPTY);
                        try (Message reply = socket.receive(ServerFixture.PATIENCE)) {
                            assertThat(reply.header().error()).isEqualTo(Errno.EINVAL.number());
                        }
                    });
        }
    }

    @Test
    void losesConnectionAfterTooManyDescriptors() throws Exception {
        try (Memfd file = Memfd.create("file", 1)) {
            FileDescriptor[] many = new FileDescriptor[100];
            Arrays.fill(many, file.descriptor());
            // The first attack may load classes, whose libraries are then open.
            sendDescriptors(many);
            int before = Descriptors.count();
            sendDescriptors(many);
            assertThat(Descriptors.count()).isEqualTo(before);
        }
    }

    private void sendDescriptors(FileDescriptor... many) {
        isLost(
                socket -> {
                    negotiate(socket);
                    Payload map = DmaMap.of(DmaMap.READ, 0, 0, 4096);
                    socket.send(MessageHeader.command(7, Command.DMA_MAP, map.size()), map, many);
                });
    }

    @Test
    void losesConnectionIfRestOfMessageDoesNotCome() {
        try (VfioUserServer impatient = listen(SHORT)) {
            for (byte[] part : List.of(new byte[8], header(32), new byte[] {1})) {
                try (MessageSocket socket = ServerFixture.connect(impatient)) {
                    assertThatThrownBy(
                                    () -> {
                                        // Under load, even this may take the server too long.
                                        negotiate(socket);
                                        socket.sendBytes(ByteBuffer.wrap(part));
                                        receiveAll(socket);
                                    })
                            .isInstanceOf(ConnectionClosedException.class);
                }
            }
            try (MessageSocket silent = ServerFixture.connect(impatient)) {
                awaitClose(silent);
            }
            awaitServed(impatient);
        }
    }

    @Test
    void closesWhileSilentClientIsConnected() {
        // The server waits longer for the client than for its own end.
        MessageSocket silent = ServerFixture.connect(server);
        try (silent) {
            assertThatCode(server::close).doesNotThrowAnyException();
        }
    }

    @Test
    void acceptsHeaderInTwoPieces() throws Exception {
        // libvfio-user ends the connection.
        try (MessageSocket socket = ServerFixture.connect(server)) {
            negotiate(socket);
            ByteBuffer header = ByteBuffer.wrap(header(MessageHeader.SIZE));
            header.putShort(2, Short.reverseBytes((short) Command.DEVICE_RESET.code()));
            socket.sendBytes(header.slice(0, 5));
            assertThat(socket.receiveOrNull(SHORT)).isNull();
            socket.sendBytes(header.slice(5, 11));

            try (Message reply = socket.receive(ServerFixture.PATIENCE)) {
                assertThat(reply.header().isError()).isFalse();
                assertThat(reply.header().id()).isEqualTo(3);
            }
        }
    }

    @Test
    void keepsConnectionAfterRequestThatIsOnlyWrong() {
        try (VfioUserClient client = VfioUserClient.open(server.path())) {
            assertThatThrownBy(() -> client.region(77).read8(0))
                    .isInstanceOf(ErrorReplyException.class);
            assertThatThrownBy(() -> client.region(PciRegion.BAR0).read8(-1))
                    .isInstanceOf(ErrorReplyException.class);
            assertThatThrownBy(() -> client.call(Command.DMA_READ, Payload.of(new byte[16])))
                    .isInstanceOf(ErrorReplyException.class);
            assertThat(client.region(PciRegion.BAR0).read8(0)).isEqualTo(42);
        }
    }

    @Test
    void failsDmaWhenClientShortensItsFile() throws Exception {
        try (VfioUserClient client = VfioUserClient.open(server.path());
                Memfd file = Memfd.create("file", 4096)) {
            client.memory()
                    .map(
                            DmaMap.of(DmaMap.READ, 0, 0x1000, 8192),
                            DmaBackend.of(file.mapping()),
                            file.descriptor());

            assertThat(device.memory().read(0x1000, 4096)).containsOnly(0);
            assertThatThrownBy(() -> device.memory().read(0x1fff, 2))
                    .matches(e -> ServerFixture.isErrno(e, Errno.EIO));
        }
    }

    private void isLost(Consumer<MessageSocket> attack) {
        try (MessageSocket socket = ServerFixture.connect(server)) {
            attack.accept(socket);
            awaitClose(socket);
        }
        isServed();
    }

    private void isServed() {
        try (VfioUserClient client = VfioUserClient.open(server.path())) {
            assertThat(client.region(PciRegion.BAR0).read8(0)).isEqualTo(42);
        }
        ServerFixture.awaitDetached(server);
    }

    private static void negotiate(MessageSocket socket) {
        VersionMessage version = VersionMessage.of(Capabilities.NONE);
        socket.send(MessageHeader.command(1, Command.VERSION, version.size()), version);
        socket.receive(ServerFixture.PATIENCE).close();
    }

    /** Wait for the end of the connection, whatever comes before. */
    private static void awaitClose(MessageSocket socket) {
        assertThatThrownBy(() -> receiveAll(socket)).isInstanceOf(ConnectionClosedException.class);
    }

    private static void receiveAll(MessageSocket socket) {
        while (true) {
            socket.receive(ServerFixture.PATIENCE).close();
        }
    }

    /** Wait until a client was served, also if the server has too little patience at first. */
    private static void awaitServed(VfioUserServer impatient) {
        long deadline = System.nanoTime() + ServerFixture.PATIENCE.toNanos();
        while (true) {
            try (VfioUserClient client = VfioUserClient.open(impatient.path())) {
                assertThat(client.region(PciRegion.BAR0).read8(0)).isEqualTo(42);
                return;
            } catch (VfioUserException e) {
                if (deadline - System.nanoTime() < 0) {
                    throw e;
                }
            }
        }
    }

    private static byte[] header(int size) {
        byte[] bytes = new byte[MessageHeader.SIZE];
        new MessageHeader(3, Command.REGION_READ.code(), size, 0, 0)
                .encode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }
}
