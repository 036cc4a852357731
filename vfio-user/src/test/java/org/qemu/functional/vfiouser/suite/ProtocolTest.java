package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.qemu.functional.lifecycle.Closer;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLimits;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;

/**
 * A test of a server, which runs in the thread of the test: each message is sent, handled and
 * answered before the next line.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("org.qemu.functional.vfiouser.suite.ServerKind#available")
abstract class ProtocolTest {
    static final long PAGE = 4096;
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final AtomicInteger SOCKETS = new AtomicInteger();

    @TempDir static Path folder;

    @Parameter ServerKind kind;

    final MessageLog log = MessageLog.ofLastMessages();
    final Closer closer = new Closer();
    private Path path;
    ServerUnderTest server;
    Session session;

    @BeforeEach
    void createServer() {
        path = folder.resolve("s" + SOCKETS.incrementAndGet());
        server = kind.create(path, log);
    }

    @AfterEach
    void closeAll() throws Exception {
        try {
            if (session != null) {
                session.close();
            }
            server.close();
        } finally {
            closer.closeAll();
        }
        assertThat(Files.exists(path)).as("socket after the end of the server").isFalse();
    }

    /** Tell whether the server behaves in this other way. */
    boolean has(Difference difference) {
        log.note("known difference of libvfio-user: " + difference);
        return kind == ServerKind.LIBRARY;
    }

    Path path() {
        return path;
    }

    /** Complete the device, and negotiate with it. */
    void connect() {
        connect(Capabilities.of(8, Capabilities.DEFAULT_MAX_DATA));
    }

    /** Return the server's message, whose descriptors the caller closes. */
    Message connect(Capabilities capabilities) {
        server.realize();
        return reconnect(VersionMessage.of(capabilities));
    }

    Message reconnect(Payload version) {
        session = open();
        int id = session.send(Command.VERSION.code(), version);
        server.attach();
        Message reply = session.reply(id, Command.VERSION.code(), null);
        assertThat(VersionMessage.decode(reply.payload()).major()).isZero();
        return reply;
    }

    /** Connect, and send nothing. */
    Session open() {
        MessageSocket socket = MessageSocket.connect(path, MessageLimits.DEFAULT, log);
        return new Session(socket, () -> server.run());
    }

    /** Close the client's end, which the server notices. */
    void disconnect() {
        session.close();
        assertErrno(Errno.ENOTCONN, () -> server.run());
    }

    static void assertErrno(Errno expected, ThrowingCallable call) {
        assertErrno(expected.number(), call);
    }

    static void assertErrno(int expected, ThrowingCallable call) {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.errno()).as(e.getMessage()).isEqualTo(expected));
    }

    /** Send a command that must fail with EINVAL. */
    void invalid(Command command, Payload payload, FileDescriptor... fds) {
        Session.msg(session, command, payload, Errno.EINVAL, fds).close();
    }

    /** Send a command that must succeed, and return the payload of its reply. */
    ByteBuffer succeed(Command command, Payload payload, FileDescriptor... fds) {
        try (Message reply = Session.msg(session, command, payload, null, fds)) {
            return reply.payload();
        }
    }

    /** Send a command that waits until the device is quiesced, and return its id. */
    int busy(Command command, Payload payload, FileDescriptor... fds) {
        int id = session.send(command.code(), payload, fds);
        assertErrno(Errno.EBUSY, () -> server.run());
        session.expectNothing();
        return id;
    }

    /** Receive the reply to a command that waited. */
    void reply(int id, Command command, @Nullable Errno expected) {
        session.reply(id, command.code(), expected).close();
    }

    byte[] readConfig(long offset, int count) {
        return read(PciRegion.CONFIG, offset, count);
    }

    byte[] read(PciRegion region, long offset, int count) {
        RegionAccess request = RegionAccess.of(region.index(), offset, count);
        RegionAccess reply = RegionAccess.decode(succeed(Command.REGION_READ, request));
        assertThat(reply.count()).isEqualTo(count);
        byte[] bytes = new byte[reply.data().remaining()];
        reply.data().get(bytes);
        return bytes;
    }

    void writeConfig(@Nullable Errno expected, long offset, int... bytes) {
        byte[] data = bytes(bytes);
        RegionAccess write =
                RegionAccess.of(PciRegion.CONFIG.index(), offset, ByteBuffer.wrap(data));
        Session.msg(session, Command.REGION_WRITE, write, expected).close();
    }

    static byte[] bytes(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }

    Eventfd eventfd() {
        try {
            return closer.register(Eventfd.create());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Memfd memfd(long size) {
        try {
            return closer.register(Memfd.create("suite", size));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
