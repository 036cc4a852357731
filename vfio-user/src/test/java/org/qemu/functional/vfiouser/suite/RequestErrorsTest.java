package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.DmaRange;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.IrqSet;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

class RequestErrorsTest extends ProtocolTest {
    private static final int LIMIT = (1 << 20) + 32;

    private final List<ResetKind> resets = new ArrayList<>();
    private final RecordedMigration migration =
            new RecordedMigration() {
                @Override
                public void enter(MigrationState state) {
                    session.close();
                }
            };
    private int quiesces;
    private boolean stopsAtOnce = true;

    @BeforeEach
    void connectDevice() {
        server.express();
        server.interrupts(PciIrq.MSIX, 2048);
        server.quiesce(
                () -> {
                    quiesces++;
                    return stopsAtOnce;
                });
        server.onReset(resets::add);
        server.migration(migration);
        server.dma(
                new DmaListener() {
                    @Override
                    public void mapped(DmaRange range) {}

                    @Override
                    public void unmapped(DmaRange range) {}
                });
        connect();
    }

    private void refusesHeader(MessageHeader header) {
        session.socket().send(header, Payload.EMPTY);
        session.run();
        session.reply(header.id(), header.command(), Errno.EINVAL).close();
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 0, LIMIT + 1, 0xffff_ffffL})
    void refusesImpossibleSize(long size) {
        refusesHeader(new MessageHeader(0xbad1, Command.DEVICE_SET_IRQS.code(), size, 0, 0));
    }

    @Test
    void refusesReplyThatNobodyAskedFor() {
        int command = Command.DEVICE_SET_IRQS.code();
        refusesHeader(
                new MessageHeader(0xbad2, command, MessageHeader.SIZE, MessageHeader.REPLY, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 12, 14, 19, 999, 65535})
    void refusesCommandThatIsNotForServers(int command) {
        session.exchange(command, Payload.of(new byte[1]), Errno.EINVAL).close();
    }

    @ParameterizedTest
    @EnumSource(value = Command.class, mode = EnumSource.Mode.EXCLUDE, names = "DEVICE_RESET")
    void refusesCommandWithoutPayload(Command command) {
        Session.msg(session, command, Payload.EMPTY, Errno.EINVAL).close();
    }

    @ParameterizedTest
    @EnumSource(value = Command.class, mode = EnumSource.Mode.EXCLUDE, names = "DEVICE_RESET")
    void refusesCommandWithShortPayload(Command command) {
        Session.msg(session, command, Payload.of(new byte[7]), Errno.EINVAL).close();
    }

    @Test
    void closesDescriptorsOfBadRequest() {
        var one = eventfd();
        var other = eventfd();
        IrqSet bad = IrqSet.of(IrqSet.ACTION_TRIGGER | IrqSet.DATA_BOOL, PciIrq.MSIX.index(), 0, 1);
        int before = Descriptors.count();
        invalid(Command.DEVICE_SET_IRQS, bad, one.descriptor(), other.descriptor());
        assertThat(Descriptors.count()).isEqualTo(before);
    }

    @Test
    void acceptsPayloadInPieces() {
        ByteBuffer bytes = PayloadFields.allocate(MessageHeader.SIZE + DmaMap.SIZE);
        MessageHeader.command(7, Command.DMA_MAP, DmaMap.SIZE).encode(bytes);
        DmaMap.of(DmaMap.READ, 0, PAGE, PAGE).encode(bytes);
        session.socket().sendBytes(bytes.slice(0, 16));
        session.socket().sendBytes(bytes.slice(16, 32));
        session.run();
        reply(7, Command.DMA_MAP, null);
    }

    @Test
    void sendsNoReplyIfNoneIsWanted() {
        MessageHeader header = MessageHeader.command(1, Command.DMA_MAP, DmaMap.SIZE);
        session.socket().send(header.withoutReply(), DmaMap.of(DmaMap.READ, 0, PAGE, PAGE));
        session.run();
        session.expectNothing();
        assertThat(server.span(PAGE, PAGE, false)).isEqualTo(1);
    }

    @Test
    void sendsNoErrorIfNoReplyIsWanted() {
        MessageHeader header = MessageHeader.command(1, Command.DMA_MAP, 8);
        session.socket().send(header.withoutReply(), Payload.of(new byte[8]));
        session.run();
        session.expectNothing();
    }

    @Test
    void resetsDeviceWhenClientIsGone() {
        disconnect();
        assertThat(quiesces).isEqualTo(1);
        assertThat(resets).containsExactly(ResetKind.LOST_CONNECTION);
        assertErrno(Errno.ENOTCONN, () -> server.run());
    }

    @Test
    void waitsUntilDeviceIsQuiescedWhenClientIsGone() {
        stopsAtOnce = false;
        session.close();
        for (int i = 0; i < 4; i++) {
            assertErrno(Errno.EBUSY, () -> server.run());
        }
        assertThat(resets).isEmpty();
        server.quiesced(0);
        assertErrno(Errno.ENOTCONN, () -> server.run());
        assertThat(quiesces).isEqualTo(1);
        assertThat(resets).containsExactly(ResetKind.LOST_CONNECTION);
    }

    @Test
    void resetsDeviceOnceWhenReplyFailsAfterQuiesce() {
        stopsAtOnce = false;
        DeviceFeature stop =
                DeviceFeature.set(
                        Feature.MIG_DEVICE_STATE, DeviceState.of(MigrationState.STOP_COPY));
        session.send(Command.DEVICE_FEATURE.code(), stop);
        for (int i = 0; i < 4; i++) {
            assertErrno(Errno.EBUSY, () -> server.run());
        }
        assertThat(quiesces).isEqualTo(1);
        assertThat(resets).isEmpty();
        server.quiesced(0);
        assertThat(quiesces).isEqualTo(1);
        assertThat(resets).containsExactly(ResetKind.LOST_CONNECTION);
        assertErrno(Errno.ENOTCONN, () -> server.run());
    }

    @Test
    void servesNextClientAfterLostOne() {
        disconnect();
        try (Message reply = reconnect(new VersionMessage(0, 1, null))) {
            assertThat(reply.header().isError()).isFalse();
        }
        succeed(Command.DMA_MAP, DmaMap.of(DmaMap.READ, 0, PAGE, PAGE));
    }
}
