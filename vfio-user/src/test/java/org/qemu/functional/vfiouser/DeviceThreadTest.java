package org.qemu.functional.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaAccess;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;

/**
 * Verifies that the requests of a client go on while a thread of the device waits for its answer,
 * as QEMU needs it.
 */
@Timeout(120)
class DeviceThreadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long ADDRESS = 0x10000;

    @TempDir Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final VfioUserDevice device =
            VfioUserDevice.builder(0x1234, 0x5678)
                    .bar(
                            0,
                            DeviceRegion.memory(
                                    4096,
                                    RegionHandler.registers(
                                            (offset, size) -> 7, (offset, size, value) -> {})))
                    .build();
    private VfioUserServer server;
    private MessageSocket client;
    private int nextId;

    @BeforeEach
    void connect() {
        server =
                VfioUserServer.listen(
                        folder.resolve("socket"), device, MessageLog.ofLastMessages(), PATIENCE);
        server.serve();
        client = ServerFixture.connect(server);
        ask(Command.VERSION, new VersionMessage(0, 0, null)).close();
        ask(Command.DMA_MAP, DmaMap.of(DmaMap.READ | DmaMap.WRITE, 0, ADDRESS, 0x10000)).close();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        threads.shutdownNow();
    }

    private Message ask(Command command, Payload payload) {
        client.send(MessageHeader.command(++nextId, command, payload.size()), payload);
        return client.receive(PATIENCE);
    }

    private CompletableFuture<Integer> deviceReads(long offset) {
        return CompletableFuture.supplyAsync(
                () -> device.memory().read32(ADDRESS + offset), threads);
    }

    private void answer(Message command, int value) {
        DmaAccess access = DmaAccess.decode(command.payload());
        ByteBuffer data =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip();
        DmaAccess reply = DmaAccess.of(access.address(), data);
        client.send(command.header().reply(reply.size()), reply);
    }

    @Test
    void requestsAreHandledBeforeTheReply() {
        CompletableFuture<Integer> value = deviceReads(0);
        try (Message command = client.receive(PATIENCE);
                Message register = ask(Command.REGION_READ, RegionAccess.of(0, 0, 4))) {
            assertThat(command.header().command()).isEqualTo(Command.DMA_READ.code());
            assertThat(RegionAccess.decode(register.payload()).data().get(0)).isEqualTo((byte) 7);
            assertThat(value).isNotDone();

            answer(command, 42);

            assertThat(value.join()).isEqualTo(42);
        }
    }

    @Test
    void twoThreadsGetTheirReplies() {
        CompletableFuture<Integer> first = deviceReads(0x100);
        try (Message one = client.receive(PATIENCE)) {
            CompletableFuture<Integer> second = deviceReads(0x200);
            try (Message other = client.receive(PATIENCE)) {
                answer(other, 2);
                answer(one, 1);
            }
            assertThat(first.join()).isEqualTo(1);
            assertThat(second.join()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatLeavesEndsTheWait() {
        CompletableFuture<Integer> value = deviceReads(0);
        client.receive(PATIENCE).close();
        client.close();

        assertThatThrownBy(value::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .matches(e -> ServerFixture.isErrno(e, Errno.ENOTCONN));
    }
}
