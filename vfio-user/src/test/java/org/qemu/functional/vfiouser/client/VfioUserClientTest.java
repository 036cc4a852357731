package org.qemu.functional.vfiouser.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.ConnectionClosedException;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.transport.MessageTimeoutException;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/** The client, with a server in another thread that reads and writes the client's memory. */
class VfioUserClientTest {
    private static final long ADDRESS = 0x10_0000;
    private static final int SIZE = 0x4000;

    @TempDir private Path folder;
    private VfioUserDevice device;
    private VfioUserServer server;

    /** A register that copies the 8 bytes at its value to the address after them. */
    @BeforeEach
    void serve() {
        RegionHandler copy =
                RegionHandler.registers(
                        (offset, size) -> 0,
                        (offset, size, value) -> {
                            byte[] data = device.memory().read(value, 8);
                            device.memory().write(value + 8, data);
                        });
        device =
                VfioUserDevice.builder(0x1234, 0x5678)
                        .bar(0, DeviceRegion.memory(4096, copy))
                        .build();
        server = VfioUserServer.listen(folder.resolve("socket"), device);
        server.serve();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private VfioUserClient open(boolean twin) {
        ClientOptions options = ClientOptions.create();
        return VfioUserClient.open(server.path(), twin ? options.withTwinSocket() : options);
    }

    private static void copy(VfioUserClient client) {
        client.region(PciRegion.BAR0).write64(0, ADDRESS + 0x10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersFromMappedMemory(boolean twin) throws IOException {
        try (VfioUserClient client = open(twin);
                Memfd memory = Memfd.create("test", SIZE)) {
            client.memory().map(ADDRESS, SIZE, DmaBackend.of(memory.mapping()));
            memory.mapping().buffer(0x10, 8).putLong(42);
            copy(client);
            assertThat(memory.mapping().buffer(0x18, 8).getLong()).isEqualTo(42);
        }
    }

    @Test
    void answersFromFile() throws IOException {
        try (VfioUserClient client = open(true);
                FileChannel file =
                        FileChannel.open(
                                folder.resolve("memory"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[SIZE + 100]));
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}), 100 + 0x10);
            client.memory().map(ADDRESS, SIZE, DmaBackend.of(file, 100));
            copy(client);
            ByteBuffer stored = ByteBuffer.allocate(8);
            file.read(stored, 100 + 0x18);
            assertThat(stored.array()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    @Test
    void answersNothingIfServerHasDescriptor() throws IOException {
        try (VfioUserClient client = open(true);
                Memfd memory = Memfd.create("test", SIZE)) {
            client.memory().map(ADDRESS, memory);
            memory.mapping().buffer(0x10, 8).putLong(42);
            copy(client);
            assertThat(memory.mapping().buffer(0x18, 8).getLong()).isEqualTo(42);
            assertThat(client.log().lastMessages()).doesNotContain("DMA_READ");
        }
    }

    @Test
    void refusesAccessWithErrorOfBackend() {
        DmaBackend broken =
                new DmaBackend() {
                    @Override
                    public void read(long offset, ByteBuffer data) throws IOException {
                        throw new IOException("the disk is gone");
                    }

                    @Override
                    public void write(long offset, ByteBuffer data) {}
                };
        try (VfioUserClient client = open(false)) {
            client.memory().map(ADDRESS, SIZE, broken);
            assertThatExceptionOfType(ErrorReplyException.class)
                    .isThrownBy(() -> copy(client))
                    .withMessageContaining("REGION_WRITE")
                    .withMessageContaining("the disk is gone")
                    .satisfies(e -> assertThat(e.errno()).contains(Errno.EIO));
        }
    }

    @Test
    void answersDeviceThatActsByItself() throws Exception {
        try (VfioUserClient client = open(true);
                Memfd memory = Memfd.create("test", SIZE)) {
            client.memory().map(ADDRESS, SIZE, DmaBackend.of(memory.mapping()));
            Thread act = new Thread(() -> device.memory().write64(ADDRESS, 7));
            act.start();
            while (client.serve(Duration.ofMillis(200)) == 0 && act.isAlive()) {
                // The device has not begun yet.
            }
            act.join();
            assertThat(memory.mapping().buffer(0, 8).getLong()).isEqualTo(7);
        }
    }

    @Test
    void reportsServerThatIsGone() {
        try (VfioUserClient client = open(false)) {
            server.close();
            assertThatExceptionOfType(ConnectionClosedException.class)
                    .isThrownBy(client::deviceInfo);
        }
    }

    /** A client whose server is the test. */
    private static VfioUserClient clientOf(MessageSocket.SocketEnds ends, Runnable answer) {
        ClientOptions options =
                ClientOptions.create().with(Duration.ofMillis(50)).beforeWait(answer);
        return VfioUserClient.of(ends.one(), options.with(ends.one().log()));
    }

    private static MessageSocket.SocketEnds pair() {
        return MessageSocket.pair(
                MessageLimits.DEFAULT, MessageLog.ofLastMessages(), MessageLog.ofLastMessages());
    }

    @Test
    void reportsSilentServer() {
        MessageSocket.SocketEnds ends = pair();
        try (VfioUserClient client = clientOf(ends, () -> {});
                MessageSocket other = ends.other()) {
            assertThat(other.isOpen()).isTrue();
            assertThatExceptionOfType(MessageTimeoutException.class)
                    .isThrownBy(client::negotiate)
                    .withMessageContaining("-> VERSION #0");
        }
    }

    @Test
    void refusesOtherMajorVersion() {
        MessageSocket.SocketEnds ends = pair();
        Runnable answer =
                () -> {
                    try (Message message = ends.other().receive(Duration.ofSeconds(10))) {
                        VersionMessage version = new VersionMessage(7, 0, "{}");
                        ends.other().send(message.header().reply(version.size()), version);
                    }
                };
        try (VfioUserClient client = clientOf(ends, answer);
                MessageSocket other = ends.other()) {
            assertThat(other.isOpen()).isTrue();
            assertThatExceptionOfType(UnexpectedMessageException.class)
                    .isThrownBy(client::negotiate)
                    .withMessageContaining("version 7.0");
        }
    }

    @Test
    void refusesReplyToOtherCommand() {
        MessageSocket.SocketEnds ends = pair();
        Runnable answer =
                () ->
                        ends.other()
                                .send(
                                        new MessageHeader(99, 1, 16, MessageHeader.REPLY, 0),
                                        Payload.EMPTY);
        try (VfioUserClient client = clientOf(ends, answer);
                MessageSocket other = ends.other()) {
            assertThat(other.isOpen()).isTrue();
            assertThatExceptionOfType(UnexpectedMessageException.class)
                    .isThrownBy(client::negotiate)
                    .withMessageContaining("the reply to #0 came as 'VERSION reply #99");
        }
    }

    @Test
    void refusesMoreDescriptorsThanServerAccepts() throws IOException {
        try (VfioUserClient client = open(false);
                Memfd memory = Memfd.create("test", SIZE)) {
            var nine = new FileDescriptor[9];
            Arrays.fill(nine, memory.descriptor());
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> client.call(Command.DMA_MAP, Payload.EMPTY, nine))
                    .withMessageContaining("DMA_MAP with 9 descriptors: the server accepts 8");
        }
    }

    @Test
    void deviceRefusesAccessToUnmappedMemory() {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> device.memory().read32(0))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT.number()));
    }
}
