package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;

class NegotiationTest extends ProtocolTest {
    private static final int LIMIT = (1 << 20) + 32;

    @BeforeEach
    void realize() {
        server.migration(new RecordedMigration());
        server.realize();
    }

    private void refused(int command, Payload payload) {
        try (Session client = open()) {
            int id = client.send(command, payload);
            assertErrno(Errno.EINVAL, () -> server.attach());
            client.reply(id, command, Errno.EINVAL).close();
        }
    }

    private static VersionMessage version(@Nullable String json) {
        return new VersionMessage(0, 1, json);
    }

    @Test
    void refusesMessageWithoutPayload() {
        refused(Command.VERSION.code(), Payload.EMPTY);
    }

    @Test
    void refusesMessageAboveLimit() {
        try (Session client = open()) {
            client.socket()
                    .send(
                            new MessageHeader(1, Command.VERSION.code(), LIMIT + 1, 0, 0),
                            Payload.EMPTY);
            assertErrno(Errno.EINVAL, () -> server.attach());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 18, 999})
    void refusesCommandOtherThanVersion(int command) {
        refused(command, version(null));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 65535})
    void refusesOtherMajorVersion(int major) {
        refused(Command.VERSION.code(), new VersionMessage(major, 1, null));
    }

    @Test
    void refusesVersionWithoutMinor() {
        refused(Command.VERSION.code(), Payload.of(new byte[3]));
    }

    @Test
    void refusesJsonWithoutFinalZero() {
        ByteBuffer bytes = ByteBuffer.allocate(6).put(4, (byte) '{').put(5, (byte) '}');
        refused(Command.VERSION.code(), Payload.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "\"",
                "{ \"capabilities\": \"23\" }",
                "{ \"capabilities\": { \"max_msg_fds\": \"foo\" } }",
                "{ \"capabilities\": { \"max_msg_fds\": -1 } }",
                "{ \"capabilities\": { \"max_msg_fds\": 1025 } }",
                "{ \"capabilities\": { \"max_data_xfer_size\": \"foo\" } }",
                "{ \"capabilities\": { \"migration\": \"23\" } }",
                "{ \"capabilities\": { \"migration\": { \"pgsize\": \"foo\" } } }",
                "{ \"capabilities\": { \"migration\": { \"pgsize\": 4095 } } }",
                "{ \"capabilities\": { \"twin_socket\": true } }",
                "{ \"capabilities\": { \"twin_socket\": { \"supported\": 1 } } }"
            })
    void refusesInvalidJson(String json) {
        refused(Command.VERSION.code(), version(json));
    }

    @Test
    void acceptsVersionWithoutJson() {
        try (Message reply = reconnect(version(null))) {
            VersionMessage answer = VersionMessage.decode(reply.payload());
            Capabilities capabilities = answer.capabilities();
            assertThat(answer.minor()).isEqualTo(1);
            assertThat(capabilities.maxDescriptors()).isEqualTo(8);
            assertThat(capabilities.maxData()).isEqualTo(1 << 20);
            assertThat(capabilities.migration()).isNotNull();
            assertThat(capabilities.migration().pageSize()).isEqualTo(PAGE);
            assertThat(capabilities.twinSocket()).isNull();
        }
        disconnect();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"capabilities\": {} }",
                "{ \"capabilities\": { \"max_msg_fds\": 1024, \"max_data_xfer_size\": 1048576 } }",
                "{ \"unknown\": 1 }",
                // What QEMU 11 sends.
                "{ \"capabilities\": { \"pgsizes\": 4096, \"max_msg_fds\": 16, \"max_dma_maps\": 65535,"
                        + " \"max_data_xfer_size\": 1048576, \"migration\": { \"pgsize\": 4096,"
                        + " \"max_bitmap_size\": 268435456 }, \"write_multiple\": true } }"
            })
    void acceptsJson(String json) {
        reconnect(version(json)).close();
        disconnect();
    }

    @Test
    void answersTwinSocketIfAsked() {
        Capabilities twin = Capabilities.of(8, 1 << 20).with(new TwinSocket(true, null));
        try (Message reply = reconnect(VersionMessage.of(twin))) {
            TwinSocket answer = VersionMessage.decode(reply.payload()).capabilities().twinSocket();
            assertThat(answer).isEqualTo(new TwinSocket(true, 0));
            assertThat(reply.descriptors().size()).isEqualTo(1);
        }
    }

    @Test
    void sendsNoTwinSocketToClientWithoutDescriptors() {
        Capabilities twin = Capabilities.of(0, 1 << 20).with(new TwinSocket(true, null));
        try (Message reply = reconnect(VersionMessage.of(twin))) {
            assertThat(reply.descriptors().size()).isZero();
        }
    }

    @Test
    void servesNextClientAfterRefusedOne() {
        refused(Command.VERSION.code(), Payload.EMPTY);
        reconnect(version("{}")).close();
        disconnect();
        reconnect(version("{}")).close();
    }
}
