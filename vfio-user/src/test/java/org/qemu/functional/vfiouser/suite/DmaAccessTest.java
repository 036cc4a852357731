package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.ConnectionClosedException;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaAccess;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/** Accesses of a device to the client's memory, by file or by messages over the twin socket. */
class DmaAccessTest extends ProtocolTest {
    private static final long ADDRESS = 0x1000_0000L;
    private static final long SIZE = 16 * PAGE;

    private final AtomicInteger messages = new AtomicInteger();
    private MessageSocket commands;
    private Memfd memory;
    private volatile int errno;

    /** How the server accesses the memory. */
    enum Mode {
        MESSAGES(0),
        DESCRIPTOR(0),
        MMAP(DmaMap.MMAP),
        FILE_IO(DmaMap.FILE_IO);

        private final int flag;

        Mode(int flag) {
            this.flag = flag;
        }
    }

    @BeforeEach
    void connectDevice() {
        server.dma(new RecordedDma());
        Capabilities twin = Capabilities.of(8, PAGE).with(new TwinSocket(true, null));
        try (Message reply = connect(twin)) {
            commands =
                    closer.register(
                            MessageSocket.of(
                                    reply.descriptors().take(0),
                                    MessageLimits.DEFAULT,
                                    MessageLog.ofLastMessages()));
        }
        memory = memfd(SIZE);
    }

    private void map(Mode mode) {
        DmaMap range = DmaMap.of(DmaMap.READ | DmaMap.WRITE | mode.flag, 0, ADDRESS, SIZE);
        if (mode == Mode.MESSAGES) {
            succeed(Command.DMA_MAP, range);
        } else {
            succeed(Command.DMA_MAP, range, memory.descriptor());
        }
    }

    /** Answer the server's commands in another thread while the device does something. */
    private void whileServed(Runnable device) {
        MessageSocket socket = commands;
        CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> serve(socket));
        device.run();
        server.close();
        answers.join();
    }

    private void serve(MessageSocket socket) {
        while (true) {
            try (Message message = socket.receive(Duration.ofSeconds(30))) {
                messages.incrementAndGet();
                answer(socket, message);
            } catch (ConnectionClosedException e) {
                return;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void answer(MessageSocket socket, Message message) throws IOException {
        MessageHeader header = message.header();
        if (errno != 0) {
            socket.send(header.errorReply(errno), Payload.EMPTY);
            return;
        }
        DmaAccess access = DmaAccess.decode(message.payload());
        long offset = access.address() - ADDRESS;
        DmaAccess reply = DmaAccess.of(access.address(), access.count());
        if (header.command() == Command.DMA_READ.code()) {
            ByteBuffer data = PayloadFields.allocate((int) access.count());
            memory.mapping().read(offset, data);
            reply = DmaAccess.of(access.address(), data.flip());
        } else {
            memory.mapping().write(offset, access.data());
        }
        socket.send(header.reply(reply.size()), reply);
    }

    private static byte[] pattern(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 7);
        }
        return data;
    }

    private byte[] stored(long offset, int length) {
        ByteBuffer data = ByteBuffer.allocate(length);
        try {
            memory.mapping().read(offset, data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return data.array();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void readsAndWrites(Mode mode) {
        map(mode);
        byte[] data = pattern(64);
        whileServed(
                () -> {
                    server.dmaWrite(ADDRESS + PAGE, data);
                    assertThat(server.dmaRead(ADDRESS + PAGE, 64)).isEqualTo(data);
                });
        assertThat(stored(PAGE, 64)).isEqualTo(data);
        assertThat(messages).hasValue(mode == Mode.MESSAGES ? 2 : 0);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void readsAndWritesMoreThanClientAccepts(Mode mode) {
        map(mode);
        int length = (int) (2 * PAGE + 42);
        byte[] data = pattern(length);
        whileServed(
                () -> {
                    server.dmaWrite(ADDRESS + PAGE, data);
                    assertThat(server.dmaRead(ADDRESS + PAGE, length)).isEqualTo(data);
                });
        assertThat(stored(PAGE, length)).isEqualTo(data);
        assertThat(messages).hasValue(mode == Mode.MESSAGES ? 6 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EIO", "EFAULT", "EPERM"})
    void handsOnErrorOfClient(Errno refusal) {
        map(Mode.MESSAGES);
        errno = refusal.number();
        whileServed(
                () -> {
                    assertErrno(refusal, () -> server.dmaRead(ADDRESS + PAGE, 64));
                    assertErrno(refusal, () -> server.dmaWrite(ADDRESS + PAGE, new byte[64]));
                });
    }

    @Test
    void refusesUnknownAddress() {
        map(Mode.MMAP);
        assertErrno(Errno.ENOENT, () -> server.dmaRead(ADDRESS - PAGE, 8));
        assertErrno(Errno.ENOENT, () -> server.dmaRead(ADDRESS + SIZE, 8));
    }

    @Test
    void refusesToMapMemoryWithoutDescriptor() {
        map(Mode.MESSAGES);
        assertErrno(Errno.EFAULT, () -> server.map(ADDRESS, (int) PAGE, false));
    }

    @Test
    void spansThreeRegions() {
        for (int i = 1; i <= 3; i++) {
            DmaMap range = DmaMap.of(DmaMap.READ | DmaMap.WRITE, 0, PAGE * i, PAGE);
            succeed(Command.DMA_MAP, range, memory.descriptor());
        }
        assertThat(server.span(PAGE, 3 * PAGE, true)).isEqualTo(3);
        assertThat(server.span(2 * PAGE - 1, 2, true)).isEqualTo(2);
        assertErrno(Errno.ENOENT, () -> server.span(PAGE, 4 * PAGE, true));
    }

    @Test
    void mapsAtOffsetOfFile() {
        DmaMap range = DmaMap.of(DmaMap.READ | DmaMap.WRITE, 2 * PAGE, ADDRESS, PAGE);
        succeed(Command.DMA_MAP, range, memory.descriptor());
        server.dmaWrite(ADDRESS + 8, pattern(8));
        assertThat(stored(2 * PAGE + 8, 8)).isEqualTo(pattern(8));
    }
}
