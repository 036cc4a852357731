package org.qemu.functional.vfiouser.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

class MessageSocketTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final MessageSocket.SocketEnds ends =
            MessageSocket.pair(
                    MessageLimits.DEFAULT,
                    MessageLog.ofLastMessages(),
                    MessageLog.ofLastMessages());
    private final MessageSocket client = ends.one();
    private final MessageSocket server = ends.other();
    private int descriptors;

    @BeforeEach
    void countDescriptors() throws IOException {
        // The first use of native code opens files of its own.
        Eventfd.create().close();
        descriptors = Descriptors.count();
    }

    @AfterEach
    void closesEverything() {
        assertThat(Descriptors.count()).isLessThanOrEqualTo(descriptors);
        client.close();
        server.close();
    }

    private static MessageHeader header(int payload) {
        return MessageHeader.command(7, Command.DMA_MAP, payload);
    }

    @Test
    void sendsMessageWithDescriptors() throws IOException {
        DmaMap map = DmaMap.of(DmaMap.READ, 1, 2, 3);
        try (Eventfd eventfd = Eventfd.create()) {
            client.send(header(DmaMap.SIZE), map, eventfd.descriptor(), eventfd.descriptor());
            try (Message message = server.receive(LONG)) {
                assertThat(message.header()).isEqualTo(header(DmaMap.SIZE));
                assertThat(DmaMap.decode(message.payload())).isEqualTo(map);
                assertThat(message.descriptors().size()).isEqualTo(2);
                Eventfd.signal(message.descriptors().get(1));
                assertThat(eventfd.await(LONG)).isEqualTo(1);
            }
        }
    }

    @Test
    void acceptsHeaderAndPayloadInPieces() throws Exception {
        ByteBuffer bytes = PayloadFields.allocate(48);
        header(DmaMap.SIZE).encode(bytes);
        DmaMap.of(DmaMap.READ, 1, 2, 3).encode(bytes);
        CompletableFuture<Message> received =
                CompletableFuture.supplyAsync(() -> server.receive(LONG));
        try (Eventfd eventfd = Eventfd.create()) {
            for (int i = 0; i < bytes.capacity(); i++) {
                FileDescriptor[] one =
                        i % 10 == 0
                                ? new FileDescriptor[] {eventfd.descriptor()}
                                : new FileDescriptor[0];
                client.sendBytes(bytes.slice(i, 1), one);
            }
        }
        try (Message message = received.get()) {
            assertThat(DmaMap.decode(message.payload()).length()).isEqualTo(3);
            assertThat(message.descriptors().size()).isEqualTo(5);
        }
    }

    @Test
    void keepsDescriptorsWithTheirMessage() throws IOException {
        try (Eventfd eventfd = Eventfd.create()) {
            client.send(header(4), Payload.of(new byte[4]));
            client.send(header(4), Payload.of(new byte[4]), eventfd.descriptor());
            client.send(header(0), Payload.EMPTY);
        }
        int[] counts = {0, 1, 0};
        for (int count : counts) {
            try (Message message = server.receive(LONG)) {
                assertThat(message.descriptors().size()).isEqualTo(count);
            }
        }
    }

    @Test
    void sendsLargestMessageWithDescriptors() throws Exception {
        int size = MessageLimits.DEFAULT.messageSize() - MessageHeader.SIZE;
        CompletableFuture<Message> received =
                CompletableFuture.supplyAsync(() -> server.receive(LONG));
        byte[] data = new byte[size];
        data[size - 1] = 42;
        try (Eventfd eventfd = Eventfd.create()) {
            client.send(header(size), Payload.of(data), eventfd.descriptor());
        }
        try (Message message = received.get()) {
            assertThat(message.payload()).isEqualTo(ByteBuffer.wrap(data));
            assertThat(message.descriptors().size()).isEqualTo(1);
        }
    }

    @Test
    void rejectsMessageAboveLimitAndBelowHeader() {
        for (long size : new long[] {15, MessageLimits.DEFAULT.messageSize() + 1L, 0xffff_ffffL}) {
            client.send(new MessageHeader(1, 4, size, 0, 0), Payload.EMPTY);
            assertThatThrownBy(() -> server.receive(LONG))
                    .isInstanceOfSatisfying(
                            MalformedMessageException.class,
                            e -> assertThat(e.header().size()).isEqualTo(size))
                    .hasMessageContaining("a message of " + size + " bytes")
                    .hasMessageContaining("<- DEVICE_GET_INFO #1");
        }
    }

    @Test
    void closesDescriptorsAboveLimit() throws IOException {
        try (Eventfd eventfd = Eventfd.create()) {
            FileDescriptor[] nine =
                    IntStream.range(0, 9)
                            .mapToObj(i -> eventfd.descriptor())
                            .toArray(FileDescriptor[]::new);
            client.send(header(0), Payload.EMPTY, nine);
            int before = Descriptors.count();
            assertThatThrownBy(() -> server.receive(LONG))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("9 descriptors came in a message; the limit is 8");
            assertThat(Descriptors.count()).isEqualTo(before);
        }
    }

    @Test
    void returnsNothingIfNoMessageStarts() {
        assertThat(server.receiveOrNull(SHORT)).isNull();
        assertThatThrownBy(() -> server.receive(SHORT)).isInstanceOf(MessageTimeoutException.class);
    }

    @Test
    void closesConnectionIfMessageStaysIncomplete() {
        client.send(header(DmaMap.SIZE), Payload.of(new byte[3]));
        assertThatThrownBy(() -> server.receiveOrNull(SHORT))
                .isInstanceOf(MessageTimeoutException.class)
                .hasMessageContaining("only 3 of 32 bytes of a payload");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void reportsEndOfConnection() {
        client.sendBytes(ByteBuffer.allocate(5));
        client.close();
        assertThatThrownBy(() -> server.receive(LONG))
                .isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining("after 5 of 16 bytes of a header");
        assertThatThrownBy(() -> server.send(header(0), Payload.EMPTY))
                .isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void reportsPeerThatIsGoneWhenSending() {
        client.close();
        assertThatThrownBy(() -> server.send(header(0), Payload.EMPTY))
                .isInstanceOf(ConnectionClosedException.class);
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void closeEndsWaitOfOtherThread() {
        CompletableFuture<Message> received =
                CompletableFuture.supplyAsync(() -> client.receive(LONG));
        server.send(header(4), Payload.of(new byte[3]));
        client.close();
        assertThatThrownBy(received::join).hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void otherEndOfPairSurvivesItsClose() throws IOException {
        MessageLog log = MessageLog.ofLastMessages();
        MessageSocket.SocketEnds twin = MessageSocket.pair(MessageLimits.DEFAULT, log, log);
        client.send(header(0), Payload.EMPTY, twin.other().descriptor());
        twin.other().close();
        try (Message message = server.receive(LONG);
                MessageSocket end = twin.one();
                MessageSocket received =
                        MessageSocket.of(
                                message.descriptors().take(0), MessageLimits.DEFAULT, log)) {
            end.send(header(0), Payload.EMPTY);
            received.receive(LONG).close();
        }
    }

    @Test
    void refusesClosedDescriptor() throws IOException {
        Eventfd eventfd = Eventfd.create();
        eventfd.close();
        assertThatThrownBy(() -> client.send(header(0), Payload.EMPTY, eventfd.descriptor()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void connectsByPath(@TempDir Path folder) {
        MessageLog log = MessageLog.ofLastMessages();
        Path path = folder.resolve("socket");
        assertThatThrownBy(() -> MessageSocket.connect(path, MessageLimits.DEFAULT, log))
                .isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining("cannot connect to '" + path + "'");
        try (ListeningSocket listening = ListeningSocket.bind(path)) {
            assertThat(listening.accept(SHORT, MessageLimits.DEFAULT, log)).isNull();
            try (MessageSocket one = MessageSocket.connect(path, MessageLimits.DEFAULT, log);
                    MessageSocket other = listening.accept(LONG, MessageLimits.DEFAULT, log)) {
                one.send(header(0), Payload.EMPTY);
                assertThat(other).isNotNull();
                try (Message message = other.receive(LONG)) {
                    assertThat(message).hasToString("DMA_MAP #7, 16 bytes");
                }
            }
        }
        assertThat(path).doesNotExist();
    }
}
